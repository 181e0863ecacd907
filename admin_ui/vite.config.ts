import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver, VantResolver } from 'unplugin-vue-components/resolvers'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The folder a chunk is written to says which shell needs it; the phone's worker skips desk files. */
function folderOf(moduleIds: readonly string[]): string {
  const has = (part: string) => moduleIds.some((id) => id.includes(part))
  if (has('/src/desk/') || has('/element-plus/') || has('/echarts/') || has('/vue-echarts/')) {
    return 'desk'
  }
  if (has('/src/phone/') || has('/src/counter/') || has('/vant/') || has('/zxing-wasm/')) {
    return 'phone'
  }
  return 'shared'
}

export default defineConfig({
  base: '/ui/',
  resolve: { alias: { '@': here('./src') } },
  plugins: [
    vue(),
    Components({
      dirs: [],
      dts: 'src/components.d.ts',
      resolvers: [ElementPlusResolver({ importStyle: 'css' }), VantResolver()],
    }),
    VitePWA({
      // The phone shell alone works without a network; the desk always asks the server.
      injectRegister: false,
      // A reload nobody asked for would take a basket or a pay code off the screen.
      registerType: 'prompt',
      manifest: {
        name: '邻里账本',
        short_name: '邻里账本',
        lang: 'zh-CN',
        start_url: '/ui/m',
        scope: '/ui/m',
        display: 'standalone',
        background_color: '#faf8f3',
        theme_color: '#faf8f3',
        icons: [{ src: '/ui/icon.svg', sizes: 'any', type: 'image/svg+xml' }],
      },
      workbox: {
        globPatterns: ['m.html', 'icon.svg', 'assets/{phone,shared}/**/*.{js,css}'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        navigateFallback: '/ui/m.html',
        navigateFallbackAllowlist: [/^\/ui\/m(\.html)?(\/|$|\?)/],
        // Answers of the server are never cached: a balance from yesterday is a wrong balance.
        runtimeCaching: [],
      },
    }),
  ],
  build: {
    outDir: here('../src/ledger/web/static'),
    emptyOutDir: true,
    target: 'es2020',
    // No data: scripts or styles, so the server's content security policy can stay strict.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { desk: here('./index.html'), phone: here('./m.html') },
      output: {
        entryFileNames: (chunk) => `assets/${folderOf(chunk.moduleIds)}/[name]-[hash].js`,
        chunkFileNames: (chunk) => `assets/${folderOf(chunk.moduleIds)}/[name]-[hash].js`,
        // A style or a decoder goes where the source it came from belongs.
        assetFileNames: ({ originalFileNames }) =>
          `assets/${folderOf(originalFileNames.map((name) => `/${name}`))}/[name]-[hash][extname]`,
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/d/', '/p/'].map((path) => [
        path,
        { target: process.env.LEDGER_URL ?? 'http://127.0.0.1:8000', changeOrigin: false },
      ]),
    ),
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
  },
})
