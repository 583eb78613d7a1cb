// The little “?” opens a native popover; without this module it opens in the middle of the page.
const GAP = 6;

document.addEventListener('toggle', (event) => {
  const body = event.target;
  if (event.newState !== 'open' || !(body instanceof Element) || !body.matches('.help-body')) return;
  place(body, document.querySelector(`[popovertarget="${CSS.escape(body.id)}"]`).getBoundingClientRect());
}, true);

function place(body, at) {
  const { offsetWidth: width, offsetHeight: height } = body;
  const left = Math.min(Math.max(8, at.left - 16), window.innerWidth - width - 8);
  const below = at.bottom + GAP + height <= window.innerHeight;
  body.style.left = `${left}px`;
  body.style.top = `${below ? at.bottom + GAP : Math.max(8, at.top - GAP - height)}px`;
}
