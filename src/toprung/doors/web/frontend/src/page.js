// Small helpers that the other modules share.

/** Runs `act(element, event)` for events on elements that fit the selector, now or later in the page. */
export function on(type, selector, act, options) {
  document.addEventListener(
    type,
    (event) => {
      const element = event.target instanceof Element ? event.target.closest(selector) : null;
      if (element) act(element, event);
    },
    options,
  );
}

/** Runs `act(root)` for the page now and for each part that htmx puts into it. */
export function onContent(act) {
  act(document.body);
  document.addEventListener('htmx:load', (event) => {
    if (event.target !== document.body) act(event.target);
  });
}

/** The elements in `root`, itself included, that fit the selector. */
export function within(root, selector) {
  return [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];
}

/** A cookie's value, or nothing. */
export function cookie(name) {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

/** The token that Django wants with every change; read when it is sent, for a new log-in changes it. */
export function token() {
  return cookie('csrftoken');
}

/** An element with attributes and text; text is never read as markup. */
export function make(tag, attributes = {}, text = '') {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

/** Is the person writing just now, so that letters are text and no commands? */
export function isWriting(target) {
  return target instanceof Element && target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]') !== null;
}

/** The function, called once things have been quiet for that long. */
export function calmly(act, milliseconds) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), milliseconds);
  };
}
