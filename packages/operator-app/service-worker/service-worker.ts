/**
 * Keeps the app for when there is no network, and hands on clicks on notifications. What people write never passes
 * through here: sockets do not, and of requests only those for the app's own files and screens are answered.
 */
import { followNotice } from './notification-click.ts';
import { answerFile, answerPage, dropOldShells, keepShell, type Shell } from './shell-cache.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put here by the build. */
declare const SHELL: Shell;

/** What the server answers itself, and names of files. */
const NO_SCREEN = /^\/(?:demo|widget|trpc|files|healthz|readyz)(?:\/|$)|\.[^/]*$/;

self.addEventListener('install', (event) => event.waitUntil(keepShell(SHELL).then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(dropOldShells(SHELL).then(() => self.clients.claim())));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (!NO_SCREEN.test(pathname)) event.respondWith(answerPage(SHELL, request));
  } else if (pathname.startsWith('/assets/') || SHELL.files.includes(pathname)) {
    event.respondWith(answerFile(SHELL, request));
  }
});

self.addEventListener('notificationclick', (event) => event.waitUntil(followNotice(event.notification)));
