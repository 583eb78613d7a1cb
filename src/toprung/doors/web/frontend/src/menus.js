// Menus are <details data-menu>; Tabler's dropdowns work too. A click elsewhere or Esc closes them.
import { on } from './page.js';

const OPEN = 'details[data-menu][open]';

document.addEventListener('click', (event) => {
  closeMenus((menu) => menu.contains(event.target));
  closeDropdowns(event.target instanceof Element ? event.target.closest('[data-bs-toggle=dropdown]') : null);
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = document.querySelector(OPEN);
  closeMenus();
  closeDropdowns();
  menu?.querySelector('summary').focus();
});

on('click', '[data-bs-toggle=dropdown]', (button) => {
  const shown = button.parentElement.querySelector('.dropdown-menu')?.classList.toggle('show') ?? false;
  button.setAttribute('aria-expanded', String(shown));
});

on('click', '[data-toggle-nav]', (button) => {
  const shown = button.closest('.sidebar').classList.toggle('sidebar-open');
  button.setAttribute('aria-expanded', String(shown));
});

function closeMenus(but = () => false) {
  for (const menu of document.querySelectorAll(OPEN)) if (!but(menu)) menu.removeAttribute('open');
}

function closeDropdowns(but = null) {
  for (const list of document.querySelectorAll('.dropdown-menu.show')) {
    const button = list.parentElement.querySelector('[data-bs-toggle=dropdown]');
    if (button === but) continue;
    list.classList.remove('show');
    button?.setAttribute('aria-expanded', 'false');
  }
}
