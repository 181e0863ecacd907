import type { PhonePage } from './page'

const modules = import.meta.glob<{ default: PhonePage[] }>('./pages/*/index.ts', { eager: true })

/** Every page of the phone: the folders of pages/. */
export const pages: readonly PhonePage[] = Object.values(modules).flatMap((module) => module.default)
