import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/messages',
    name: 'messages',
    title: '消息',
    for: 'everybody',
    load: () => import('./MessagesPage.vue'),
    mine: { order: 1, label: '消息', note: '积分、公示和账号安全的通知' },
  },
  {
    path: '/m/message-settings',
    name: 'message_settings',
    title: '提醒设置',
    for: 'everybody',
    load: () => import('./MessageSettingsPage.vue'),
    mine: { order: 40, label: '提醒设置', note: '短信、微信、免打扰时间' },
  },
]

export default pages
