/** The chunk that is loaded with the first file. */
export { MessageFiles } from './message-files.tsx';
export { Tray } from './tray.tsx';
export { default as filesCss } from '../style/files.css';
