// Menus are <details data-menu>. A click elsewhere or Esc closes them. One that would leave the window is moved back.
import { on } from './page.js';

const MARGIN = 8;
const OPEN = 'details[data-menu][open]';

document.addEventListener('click', (event) => closeMenus((menu) => menu.contains(event.target)));

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = document.querySelector(OPEN);
  closeMenus();
  menu?.querySelector('summary').focus();
});

// Toggling does not bubble.
document.addEventListener('toggle', (event) => { if (event.target.matches('details[data-menu]')) place(event.target); }, true);

on('click', '[data-toggle-nav]', (button) => {
  const shown = button.closest('.sidebar').classList.toggle('sidebar-open');
  button.setAttribute('aria-expanded', String(shown));
});

function place(menu) {
  const list = menu.querySelector('.menu-list');
  if (!list || !menu.open) return;
  list.style.left = '';
  const beyond = list.getBoundingClientRect().right - (document.documentElement.clientWidth - MARGIN);
  if (beyond > 0) list.style.left = `${list.offsetLeft - beyond}px`;
}

function closeMenus(but = () => false) {
  for (const menu of document.querySelectorAll(OPEN)) if (!but(menu)) menu.removeAttribute('open');
}
