import { createApp, h } from 'vue'

createApp({ render: () => h('main') }).mount('#phone')
