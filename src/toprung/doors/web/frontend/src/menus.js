// Menus are <details data-menu>. A click elsewhere or Esc closes them.
import { on } from './page.js';

const OPEN = 'details[data-menu][open]';

document.addEventListener('click', (event) => closeMenus((menu) => menu.contains(event.target)));

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = document.querySelector(OPEN);
  closeMenus();
  menu?.querySelector('summary').focus();
});

on('click', '[data-toggle-nav]', (button) => {
  const shown = button.closest('.sidebar').classList.toggle('sidebar-open');
  button.setAttribute('aria-expanded', String(shown));
});

function closeMenus(but = () => false) {
  for (const menu of document.querySelectorAll(OPEN)) if (!but(menu)) menu.removeAttribute('open');
}
