// What every page needs; charts come in a file of their own, on the pages that have one.
import './requests.js';
import './theme.js';
import './dialogs.js';
import './menus.js';
import './help.js';
import './jump.js';
import './keys.js';
import './drafts.js';
import './scrolling.js';
import './selecting.js';
import './copying.js';
import './uploading.js';
import './charting.js';
import './live.js';
import './toasts.js';

document.documentElement.classList.add('has-script');
