import type { Dictionary } from './dictionary.ts';
import { call } from './ru-call.ts';
import { check } from './ru-check.ts';
import { files } from './ru-files.ts';

export const words: Dictionary = {
  chat: {
    title: 'Чат с {project}',
    close: 'Закрыть чат',
    online: 'Мы на связи',
    away: 'Скоро ответим',
    greeting: 'Здравствуйте.',
    greetingText: 'Напишите нам или позвоните. Мы ответим прямо здесь.',
    messages: 'Сообщения',
    team: 'Наша команда',
    typing: '{name} пишет',
    loadingOlder: 'Загружаем прежние сообщения',
    newest: 'К последнему сообщению',
    newestUnread: 'Новых сообщений: {count}',
    newTab: '(откроется в новой вкладке)',
  },
  message: {
    you: 'Вы',
    queued: 'Ждёт отправки',
    sending: 'Отправляется',
    sent: 'Отправлено',
    delivered: 'Доставлено',
    read: 'Прочитано',
    failed: 'Не отправлено',
    retry: 'Повторить',
    discard: 'Удалить',
  },
  composer: {
    label: 'Ваше сообщение',
    placeholder: 'Напишите сообщение',
    send: 'Отправить',
    left: 'Осталось знаков: {count}',
    over: 'Лишних знаков: {count}',
  },
  connection: {
    connecting: 'Подключаемся',
    reconnecting: 'Связь прервалась. Подключаемся снова',
    offline: 'Нет сети. Сообщения уйдут, когда она появится.',
  },
  thread: {
    closed: 'Разговор закрыт. Напишите, чтобы открыть его снова.',
    reopened: 'Разговор снова открыт.',
    joined: '{name} теперь с вами',
  },
  trouble: {
    title: 'Чат недоступен',
    retry: 'Повторить',
    network: 'Сейчас не удаётся связаться с чатом.',
    refused: 'На этой странице чат недоступен.',
    broken: 'Что-то пошло не так на нашей стороне.',
    tooLong: 'Сообщение слишком длинное.',
    tooFast: 'Слишком много сообщений сразу. Подождите немного.',
    callOver: 'Звонок уже завершён.',
    micDenied: 'Браузер не разрешает здесь микрофон или камеру. Разрешите доступ в адресной строке и попробуйте снова.',
    noDevice: 'Микрофон или камера не найдены.',
    deviceBusy: 'Микрофон или камеру использует другая программа.',
    notSupported: 'Этот браузер не умеет звонить.',
  },
  call,
  check,
  files,
};
