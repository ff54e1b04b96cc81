### Слова терминала, по-русски.

## Строка состояния

tui-live = БОЕВОЙ
tui-drill = УЧЕБНЫЙ ОБМЕН
tui-no-seat = без поста: только чтение
tui-nothing-heard = Узел ещё ничего не сообщил.
tui-link-up = { $party }: связь есть ({ $bearers })
tui-link-down = { $party }: НЕТ СВЯЗИ
tui-watch-unknown = смена { $party }: не сообщено
tui-watch-there = смена { $party }: на месте
tui-watch-on-call = смена { $party }: на вызове, { $minutes } мин
tui-not-confirmed = ещё не подтверждено: { $number }, старейшее { $oldest }
tui-last-known = по последним данным
tui-record = запись { $number }
tui-right-to-left = справа налево, как хранится

## Стол

tui-owes-ours = ЗА НАМИ
tui-owes-theirs = ЗА { $debtor }
tui-nothing-to-acknowledge = Здесь ничто не ждёт подтверждения.
tui-nothing-to-answer = Здесь не на что отвечать.
tui-asking-node = Запрос узлу ...
tui-roger = ПРИНЯТО к { $name }:
tui-in-record = в записи как { $name };
tui-received = принято узлом { $parties }.
tui-not-received = узлом другой стороны ещё не принято.
tui-outcome-unknown = Узел не ответил: неизвестно, сказано ли это. Посмотрите дело, прежде чем повторять. Само ничего не повторяется.

## Сигналы

tui-alarm-keys = [Enter: открыть, X: тише]
tui-alert-unheard = узел этой стороны молчит с { $at }
tui-face-unheard = УЗЕЛ НЕ ОТВЕЧАЕТ { $seconds } с. Показанное — на { $at }; сказать ничего нельзя. Займите другой пост. { $fault }
tui-face-down = Оно ждёт здесь и уйдёт само.
tui-face-held = Проект { $number } уйдёт через { $left }. Esc останавливает.
tui-heard-again = Узел снова отвечает.
tui-seen = замечено
tui-seen-by-all = Тревога принята для всех постов: звонок прекращён, срок идёт.
tui-ended = окончено

## Составление

tui-unfinished = не закончено:
tui-form-title = { $act } для { $to }, { $realm }
tui-not-whole = Ещё не целиком:
tui-not-whole-yet = Ещё не целиком, или узел не отвечает: остаётся бланком.
tui-not-kept = НЕ СОХРАНЕНО:
tui-goes-alone = Отправляет один офицер: Ctrl Enter или Ctrl J, затем несколько секунд Esc останавливает.
tui-goes-by-draft = Отправляет другой пост (офицеров: { $number }): Ctrl Enter или Ctrl J делает проект.
tui-leaves-in = Уйдёт через { $left }. Ещё не отправлено. Esc останавливает.
tui-stopped = Остановлено. Ничего не отправлено.
tui-passed-on = Проект { $number } сохранён; ничего не отправлено. Отправляет другой пост: D у его терминала или parley draft release { $folder } { $number }
tui-form-kept = Сохранено как незаконченный бланк: C показывает его у каждого поста.
tui-takes-many = несколько, через |

## Проекты

tui-draft-is = Проект { $number }: { $state }.
tui-confirm-precedence = Отпустить проект { $number }: нажмите букву срочности, как читаете, Z O P R. Любая другая: не отпущен.
tui-not-released = Не отпущен.

## Построчно

tui-plain-begins = { $line }: как сообщает узел, строка за строкой. Ctrl C заканчивает.
tui-more-than-told = Пришло больше, чем показано: см. parley list.

## Клавиши

tui-foot-desk = J K | O открыть | A принято | S ждите | U не могу | R ответ | C сказать | ?
tui-foot-alarms = J K выбор | O открыть | A замечено | X тишина 30 с | Esc назад | ?
tui-foot-calls = J K выбор | 1 стол | C и H: просьба о разговоре | Esc назад | ?
tui-foot-drafts = J K выбор | V проверен | G отпустить | Esc стоп или назад | ?
tui-foot-keys = J K выбор | Esc назад
tui-foot-pick = буква или J K и Enter | Esc назад
tui-foot-form = Tab следующее поле | Ctrl Enter (Ctrl J) подписать | Esc сохранить и выйти
tui-keys-everywhere = Везде
tui-key-desk = стол
tui-key-calls = доска разговоров
tui-key-alarms = сигналы
tui-key-drafts = проекты
tui-key-top-alarm = открыть верхний сигнал
tui-key-silence = тишина 30 с
tui-key-compose = составить; затем буква: F полёт, X учение, M пуск, G перемещение, N корабли, I инцидент, Q запрос, H разговор, T текст
tui-key-keys = эта страница
tui-key-back = остановить уходящий проект; иначе назад
tui-key-quit = выход; ничего не теряется
tui-key-down = следующее (и стрелка вниз)
tui-key-up = предыдущее (и стрелка вверх)
tui-key-earlier = раньше в деле
tui-key-later = позже в деле
tui-key-open = дело на весь экран
tui-key-acknowledge = подтвердить открытое (ПРИНЯТО)
tui-key-standby = ЖДИТЕ: ответ готовится
tui-key-unable = НЕ МОГУ, с причиной
tui-key-reply = ответить: выбрать как
tui-key-escalate = подняться по лестнице
tui-key-open-alarm = открыть, о чём он
tui-key-seen = принять тревогу, для всех постов; срок идёт
tui-key-review = проверен: прочитан и одобрен
tui-key-release = отпустить; следующая клавиша — срочность
tui-key-next-field = следующее поле (и Enter)
tui-key-sign = отправить после паузы или сделать проект (и Ctrl J, Ctrl S)
tui-key-form-back = остановить уходящее; иначе сохранить и выйти
