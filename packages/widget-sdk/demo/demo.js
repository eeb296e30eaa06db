// A site's own buttons, wired to the widget. The widget's script may arrive later: until then, calls wait in an array.
const ACTIONS = {
  open: ['open'],
  call: ['startCall', 'audio'],
  video: ['startCall', 'video'],
};

function parley(method, ...args) {
  window.Parley ??= [];
  if (Array.isArray(window.Parley)) window.Parley.push([method, ...args]);
  else window.Parley[method](...args);
}

for (const button of document.querySelectorAll('button[data-parley]')) {
  button.addEventListener('click', () => parley(...ACTIONS[button.dataset.parley]));
}

const happened = document.querySelector('#happened');
parley('on', 'unread', ({ count }) => {
  happened.textContent = count === 0 ? '' : `Unread messages from the shop: ${count}`;
});
parley('on', 'error', ({ message }) => {
  happened.textContent = message;
});

// A site with accounts gets the token from its own server, for whoever is signed in: docs/identity.md. Here it is pasted.
document.querySelector('#sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  parley('identify', { token: new FormData(event.target).get('token').trim() });
  parley('open');
});
document.querySelector('#sign-out').addEventListener('click', () => parley('logout'));
