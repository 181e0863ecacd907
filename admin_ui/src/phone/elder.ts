/** Elder mode: larger letters and fewer things on a page. The choice belongs to the device. */
import { ref } from 'vue'

const KEPT_UNDER = 'ledger.elder'

export const isElder = ref(false)

export function rememberElderMode(): void {
  setElderMode(localStorage.getItem(KEPT_UNDER) === 'yes')
}

export function setElderMode(isOn: boolean): void {
  isElder.value = isOn
  document.documentElement.classList.toggle('elder', isOn)
  localStorage.setItem(KEPT_UNDER, isOn ? 'yes' : 'no')
}
