import type { DeskPage } from './page'

const modules = import.meta.glob<{ default: DeskPage }>('./pages/*/index.ts', { eager: true })

/** Every page of the desk: the folders of pages/. */
export const pages: readonly DeskPage[] = Object.values(modules).map((module) => module.default)
