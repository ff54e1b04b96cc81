### Words of desk, thread, strip, alarms and keys, in Russian.

## Kinds


## What is owed

owed-reply = ответ
owed-promised-reply = обещанный ответ
owed-call-answer = ответ на запрос разговора
owed-agreed-points-in-effect = исполнение согласованного
owed-follow-up-of-a-call = дальнейшие шаги
owed-meeting-answer = ответ о встрече
owed-acknowledgement = подтверждение
owed-clarification = разъяснение
owed-presence-answer = ответ о присутствии
owed-post-launch-report = сообщение о результате пуска
owed-review = пересмотр
owed-watch = ответ на проверки связи
owed-call = разговор

## Desk and thread

to-party = кому: { $party }
from-party = от: { $party }
owes = { $party }: { $what }
owes-big = { $party } должна: { $what }
nobody-owes = Никто ничего не должен
clock-not-running = срок пойдёт, когда запись сохранит узел адресата
standing-unanswered = без ответа
standing-not-known-line-down = неизвестно, линия не работала
said-last = { $kind }, { $at }
more-threads = Ещё { $count }, в записи
choose-thread = Выберите дело: J и K — переход, Enter — открыть.
field = Поле
sentence = Как подписано
written-in = написано на языке: { $language }
translation-by = Перевод ({ $grade }), { $party }, { $at }
not-translated = Перевода пока нет.
numbered = номер { $number } общей записи
not-numbered = пока без номера в общей записи
pq-pending = постквантовая печать ожидается
disowned = отозвано: подписано похищенным ключом
refused-here = здесь не принято: { $code }
refused-there = { $party } не приняла: { $code }
not-confirmed = ещё не подтверждено: { $party }
delivery = Доставка
drafted = Подготовлено
released = Выпущено
seats = { $first } и { $second }
at-party = у { $party }
if-nothing-happens = Если ничего не произойдёт
next-due = истекает срок у { $party }: { $what }; в записи — без ответа
next-rung = принимает { $role } с обеих сторон ({ $party }: { $what })
nothing-comes = Само ничего не наступит.
acts = Что можно сделать
ack-opened = Сообщить, что открыто здесь
ack-read = Подтвердить прочтение
ack-understood = Понято, другими словами
ack-not-understood = Не понято
ack-passed = Передано должностному лицу
which-fields = Какие поля
paraphrase = Другими словами
say-reply = Ответить
say-yes = Да
say-no = Нет
say-holding = Предварительный ответ (срок идёт)
say-cannot = Ответить не можем
why = Почему
text = Текст
text-if-any = Текст, если нужен
promised-by = Обещано к (UTC), если обещаете
escalate-now = Поднять выше
correct-or-cancel = Исправить или отменить
print-entry = Печать
no-role = У этого поста нет роли в соглашении, под которой можно подтвердить: { $seat }.
opened-means = Открыть — не значит подтвердить.
send = Отправить
clause = Пункт: { $clause }
back-to-desk = К столу

## Strip and foot

line-end = Линия предотвращения инцидентов, сторона { $party }
link-and-paths = Связь и каналы
link-up = { $party } на связи
link-lost = { $party } не на связи
heard = слышали { $seconds } с назад
never-heard = в этом запуске не слышали
down-since = с { $at }
carrier-up = работает
carrier-lost = не работает
carrier-off = выключен здесь
last-known = последнее известное
watch-of = Дежурные { $party }
watch-present = на месте, { $at }
watch-silent = молчали на последней проверке
watch-not-known = неизвестно, линия не работала
watch-not-due = проверок ещё не было
watch-ours-silent = наши молчали на последней проверке
on-call = по вызову, { $minutes } мин
next-check = Следующая проверка
next-check-by = { $at }, отправляет { $party }
no-check-agreed = не согласовано
joint-record = Общая запись
record-numbered = с номером: { $number }
exposure = ещё не подтверждено другой стороной: { $number }, старейшее { $age }
clocks = Часы
clock-suspect = часы под сомнением: { $party } впереди наших
clock-changes = местное время изменится через { $days } дн.
sound-armed = Звук включён, слышали { $at }
sound-on-not-heard = Звук работает; никто не сказал, что слышал
sound-not-armed = Звук не включён
sound-needs-script = Звуку нужны скрипты; сигнал узла звучит и без них
sound-try = Проиграть сигнал
sound-heard = Я слышал(а)

## Link and console

page-stale = Эта страница не слышала узел 12 с
page-stale-todo = Показанное могло устареть. Отправить отсюда ничего нельзя. Работайте с другого места или в терминале; страница оживёт сама, когда узел ответит.
page-signed-out = Узел спрашивает, кто вы
link-down-bar = Связи с { $party } нет. Ничего из отправленного не доходит.
link-down-todo = Не подтверждено: { $number }; уйдут по порядку, когда связь вернётся. Пользуйтесь телефонной карточкой.
without-contact = без связи

## Alerts

alerts = Тревоги
alert-alarm = Тревога
alert-warning = Предупреждение
alert-caution = Внимание
alert-acknowledge = Принять тревогу
alert-open = Открыть
alert-silence = Тишина 30 с
alert-silenced = тишина ещё { $seconds } с
alert-also = Ещё { $number }, не принято { $unacknowledged }
alert-list = Все тревоги
alert-none = Тревог нет.
alert-acknowledged = принял пост { $seat }, { $at }
alert-collapsed = Тревог: { $count }, { $cause }
to-deadline = до срока
past-deadline = после срока
screen-alerts = Тревоги
cause-flash-in = МОЛНИЯ от { $party }
do-flash-in = Откройте и подтвердите прочтение.
then-flash-in = Звучит, пока дежурный не примет; другая сторона видит, что никто не прочёл.
cause-immediate-in = СРОЧНО от { $party }
do-immediate-in = Откройте и подтвердите прочтение.
then-immediate-in = Через 5 мин станет тревогой.
cause-priority-in = ВАЖНО от { $party }
do-priority-in = Откройте.
then-priority-in = Остаётся на столе.
cause-ours-late = Наш срок истёк: { $what }
do-ours-late = Ответьте или дайте предварительный ответ.
then-ours-late = В записи — без ответа, дело поднимается по согласованной лестнице.
cause-ours-soon = Наш срок скоро истекает: { $what }
do-ours-soon = Ответьте или дайте предварительный ответ.
then-ours-soon = По истечении срока станет тревогой и останется в записи.
cause-theirs-late = { $party } не ответила: { $what }
do-theirs-late = Позвоните их дежурным.
then-theirs-late = Дело поднимается по согласованной лестнице.
cause-link-down = Связи с { $party } нет
do-link-down = Возьмите телефонную карточку; проверьте каналы.
then-link-down = Отправленное ждёт в исходящих.
cause-path-lost = Один из каналов к { $party } не работает
do-path-lost = Пусть канал проверят.
then-path-lost = Линия работает по остальным.
cause-watch-silent = Дежурные { $party } не ответили на последнюю проверку
do-watch-silent = Отправьте проверку сейчас или позвоните.
then-watch-silent = После следующей пропущенной проверки начнётся лестница.
cause-watch-ours = Наши дежурные не ответили на последнюю проверку
do-watch-ours = Ответьте на проверку на столе.
then-watch-ours = Начнётся лестница другой стороны.
cause-check-overdue = Согласованная проверка связи не проведена
do-check-overdue = Отправьте проверку.
then-check-overdue = В журнале доступности — неизвестно.
cause-draft-waits = Черновик ждёт выпускающего
do-draft-waits = Прочтите и выпустите или отмените.
then-draft-waits = Он не уйдёт.
cause-fault = Узел сообщает: { $what }
do-fault = Найдите код в docs/errors.md и сделайте, что там сказано.
then-fault = Остаётся здесь, пока дежурный не примет.
title-alarms = ({ $count } { $precedence })

## Keys and palette

keys = Клавиши
keys-on = Одиночные клавиши включены
keys-off = Одиночные клавиши выключены
keys-switch = Выключить или включить одиночные клавиши
close = Закрыть
palette = Команда, номер, предмет
palette-empty = Такого нет.
palette-thread = дело
palette-screen = экран
palette-act = действие
page-again = Загрузить снова

## Keys, by act

key-screen = экран с этим номером
key-next = следующее дело
key-previous = предыдущее дело
key-open = открыть первую тревогу
key-acknowledge = подтвердить прочтение открытого дела
key-reply = ответить
key-standby = предварительный ответ
key-unable = ответить не можем
key-escalate = поднять выше
key-compose = составить
key-voice = голосом к их дежурным
key-log = свой журнал
key-map = показать на карте
key-print = печать
key-check = отправить проверку связи
key-take = принять первую тревогу
key-silence = тишина на 30 с
key-search = поиск
key-help = эти клавиши
key-palette = палитра команд
key-send = отправить форму под курсором
key-close = закрыть то, что поверх страницы
screen-palette = Команды
