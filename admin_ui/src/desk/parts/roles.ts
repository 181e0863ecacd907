import type { Role } from '@/shared/contract'

export const ROLE_TITLES: Record<Role, string> = {
  resident: '居民',
  shopkeeper: '商户',
  organiser: '活动组织者',
  building_lead: '楼栋长',
  grid_worker: '网格员',
  treasurer: '财务委员',
  cashier: '出纳',
  committee: '业委会委员',
  supervisor: '监事会',
  auditor: '审计师',
  operator: '运维',
}
