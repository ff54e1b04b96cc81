### What the line says, in Russian (docs/templates.md).

## Marks and lists

# Outer marks open and close, inner marks open and close.
quotation-marks = «»„“
original = ({ $language }): «{ $text }»{ $ended ->
        [yes] { "" }
       *[no] .
    }
quoted = «{ $text }»
joined = { $first }, { $next }
from-to = { $author } → { $addressee }: { $said }

## Denials: whatever is denied stands here, and nowhere else (docs/templates.md)

negation-words = не ни нет без ничего никто никогда нельзя
-not-accepted = не принята
-not-agreed = Договорённостей нет.
-not-any = не требуются
-not-available = должностное лицо не может говорить
-not-given = причина не названа
-not-promised = срок не назван
-not-public = публично ничего не сообщается
-not-read-back = Ничего не повторено.
-not-reviewed = не проверена
-not-right-level = уровень не соответствует
-not-stated = характер опасности не назван
-not-taken = не приняты: нет места
-not-understood = не понята

## Quantities

distance = { $km } км ({ $nm ->
        [one] { $nm } морская миля
        [few] { $nm } морские мили
        [many] { $nm } морских миль
       *[other] { $nm } морской мили
    }, { $mi ->
        [one] { $mi } миля
        [few] { $mi } мили
        [many] { $mi } миль
       *[other] { $mi } мили
    })
flight-level = { $level } ({ $ft } футов, { $m } м)
position = { $lat } { $lat-side ->
        [south] ю. ш.
       *[north] с. ш.
    } { $lon } { $lon-side ->
        [west] з. д
       *[east] в. д
    }
span = { $hours ->
        [0] { $minutes } мин
       *[other] { $hours } ч { $minutes } мин
    }
point =
    { $distance ->
        [absent] { "" }
       *[given] { $distance } от границы { $country },
    }
    время { $at_ms }{ $position ->
        [absent] { "" }
       *[given] , координаты { $position }
    }
aircraft-count = { $aircraft ->
        [one] { $aircraft } воздушное судно
        [few] { $aircraft } воздушных судна
        [many] { $aircraft } воздушных судов
       *[other] { $aircraft } воздушных судов
    }

## Sentences shared by kinds

about = { $subject ->
        [absent] { "" }
       *[given] По записи { $subject }.
    }
claim = { $point ->
        [absent] { "" }
       *[given] По утверждению автора: { $point }.
    }
also = { $text ->
        [absent] { "" }
       *[given] Текст { $text }
    }

## Kinds

flight-notice =
    уведомление о полёте. { aircraft-count }{ $aircraft_type ->
        [absent] { "" }
       *[given] { " " }({ $aircraft_type-quoted })
    }, эшелоны от { $fl_min } до { $fl_max }, с { $from_ms } по { $until_ms }. Район { $area }
    { $closest ->
        [absent] { "" }
       *[given] Ближайшая точка, как объявлено: { $closest }.
    }
query =
    запрос: просьба дать разъяснения. { about } Текст { $text } { claim }
holding-reply =
    предварительный ответ: ответ последует; { $promised_ms ->
        [absent] { -not-promised }
       *[given] обещан к { $promised_ms }
    }. Текст { $text }
reply =
    ответ. Текст { $text } { claim }
acknowledgement =
    подтверждение ({ $seat }): запись { $of } { $level ->
        [understood] понята. Другими словами { $paraphrase }
        [not-understood] { -not-understood }: { $slots-count ->
            [one] поле
            [few] поля
            [many] поля
           *[other] поля
        } { $slots }.
       *[read] прочитана.
    }
watch-check =
    проверка связи ({ $seat }), { $scheduled_ms ->
        [absent] вне расписания
       *[given] по расписанию на { $scheduled_ms }
    }. Прошу повторить: { $challenge }.
watch-answer =
    ответ на проверку связи ({ $seat }). Повторяю: { $challenge }.
call-request =
    запрос телефонного разговора: { $pairing }. Предмет { $topic } Предлагаемое время: { $slots_ms }.
    Язык разговора: { $call_language }. Переводчики: { $interpreter ->
        [ours] предоставляет запрашивающая сторона
        [yours] просьба предоставить другой стороне
        [both] по одному от каждой стороны
       *[none] { -not-any }
    }.
    { $reply_within_min ->
        [absent] { "" }
        [one] Ответ ожидается в течение { $reply_within_min } минуты.
        [few] Ответ ожидается в течение { $reply_within_min } минут.
        [many] Ответ ожидается в течение { $reply_within_min } минут.
       *[other] Ответ ожидается в течение { $reply_within_min } минут.
    }
call-answer =
    { $answer ->
        [accepted] согласие на телефонный разговор, время { $at_ms }.
        [other-time] предлагается другое время телефонного разговора: { $at_ms }.
       *[declined] телефонный разговор отклонён; { $reason ->
            [not-available] { -not-available }
            [needs-authorisation] требуется разрешение
            [wrong-level] { -not-right-level }
            [topic] причина — предмет разговора
            [timing] причина — время разговора
            [atmosphere] причина — обстановка
           *[none-given] { -not-given }
        }.
    }
    { also }
plain-statement =
    { $assertion ->
        [assertion] утверждение
        [denial] опровержение
       *[statement] заявление
    }. { about } Текст { $text }
exercise-notice =
    уведомление об учениях: { $exercise ->
        [strategic] учения стратегических сил
        [land] учения сухопутных войск
        [naval] учения военно-морских сил
        [air] учения военно-воздушных сил
       *[other] учения
    }. Название { $name } С { $from_ms } по { $until_ms }. Район { $area }
    { $troops ->
        [absent] { "" }
       *[given] Военнослужащих: { $troops }.
    }
    { $aircraft ->
        [absent] { "" }
       *[given] Воздушных судов: { $aircraft }.
    }
    { $ships ->
        [absent] { "" }
       *[given] Кораблей: { $ships }.
    }
    { also }
movement-notice =
    уведомление о перемещении: { $movement ->
        [naval-transfer] передача плавсредств
        [equipment] переброска техники
       *[troops] переброска войск
    }. Что { $what }
    { $number ->
        [absent] { "" }
       *[given] Численность: { $movement ->
            [naval-transfer] { $number ->
                [one] { $number } плавсредство
                [few] { $number } плавсредства
                [many] { $number } плавсредств
               *[other] { $number } плавсредств
            }
            [equipment] { $number ->
                [one] { $number } единица
                [few] { $number } единицы
                [many] { $number } единиц
               *[other] { $number } единиц
            }
           *[troops] { $number ->
                [one] { $number } военнослужащий
                [few] { $number } военнослужащих
                [many] { $number } военнослужащих
               *[other] { $number } военнослужащих
            }
        }.
    }
    { $from_ms ->
        [absent] { "" }
       *[given] Отправление { $from_ms }.
    } Прибытие { $arrives_ms }. Место { $place }
    { $position ->
        [absent] { "" }
       *[given] Координаты: { $position }.
    }
    { $recipient ->
        [absent] { "" }
       *[given] Для { $recipient-country }.
    }
hazard-notice =
    уведомление об опасности: { $hazard ->
        [gunnery] артиллерийские стрельбы
        [missiles] ракетные стрельбы
        [mines] мины
        [other] опасность иного рода
       *[not-stated] { -not-stated }
    }. С { $from_ms } по { $until_ms }. Район { $area }
    { $centre ->
        [absent] { "" }
       *[given] В радиусе { $radius_m } от точки { $centre }.
    }
    { $fl_max ->
        [absent] { "" }
       *[given] До { $fl_max }.
    }
    { $warning ->
        [absent] { "" }
       *[given] Открытое предупреждение { $warning }
    }
incident-report =
    сообщение об инциденте: { $incident ->
        [collision] столкновение
        [dangerous-approach] опасное сближение
        [border-crossed] пересечение границы
        [weapon-fired] применение оружия
        [interference] помехи системам управления
       *[other] происшествие
    }. По сообщению автора: { $point }. Текст { $text }
    { $forces ->
        [absent] { "" }
       *[given] Силы { $forces }
    }
    { $dead ->
        [absent] { "" }
       *[given] Погибших: { $dead }.
    }
    { $injured ->
        [absent] { "" }
       *[given] Пострадавших: { $injured }.
    }
protest =
    протест. { about } Текст { $text }
free-text =
    свободный текст. Заголовок { $title }
    { $reference ->
        [absent] { "" }
       *[given] Исходящий номер { $reference }
    }
    Текст { $text }
call-held =
    телефонный разговор состоялся, с { $from_ms } по { $until_ms }; { $ending ->
        [interrupted] разговор прервался
       *[completed] разговор завершён
    }.
    { $points ->
        [absent] { -not-agreed }
       *[given] { $points }
    }
    { $effective_ms ->
        [absent] { "" }
       *[given] Действует с { $effective_ms }.
    }
    { $follow_up ->
        [absent] { "" }
       *[given] Дальнейшие шаги { $follow_up }
    }
call-held-points = Договорённость { $number } { $item }
confirmation =
    изложенное в записи { $of } { $verdict ->
        [amended] уточняется
        [disputed] оспаривается
       *[confirmed] подтверждается
    }. { also }
readout =
    сообщение о разговоре ({ $publicity ->
        [reactive-only] сообщается только в ответ на вопросы
        [embargo] под эмбарго до { $embargo_until_ms }
        [separate-readouts] раздельные сообщения
        [joint-readout] совместное сообщение
       *[private] { -not-public }
    }). Текст { $text }
telephone-contact =
    телефонный контакт, время { $at_ms }{ $entered ->
        [line-was-down] ; внесено позже, так как связь была прервана
       *[at-once] { "" }
    }. Звонил: { $caller }, { $caller_seat }. Отвечал: { $called }, { $called_seat }. Передано { $passed }
    { $read_back ->
        [absent] { -not-read-back }
       *[given] Повторено { $read_back }
    }

## What nodes write

liveness-lamp = { $bearer }: { $state ->
        [up] на связи
       *[down] связь прервана
    } с { $since_ms }
liveness-report = отчёт о связи: узел { $peer }: { $lamps ->
        [absent] связь прервана
       *[given] { $lamps }
    }.
refusal = запись { $entry } хранится, но { -not-accepted }
refusal-quota = запись { $entry } и последующие { -not-taken }; они ждут у автора
refusal-code = { $said }: { $meaning } [{ $code }]
refusal-unknown = { $said } [{ $code }]

## Of the wording itself

wording-reviewed = формулировку проверил лингвист: { $by }, { $on }
wording-unreviewed = формулировка { -not-reviewed } лингвистом

## Countries, as they stand after "of" and "for" (in the genitive)

territory-BLR = Белоруссии
territory-CAN = Канады
territory-CHN = Китая
territory-EST = Эстонии
territory-FIN = Финляндии
territory-GEO = Грузии
territory-GRC = Греции
territory-IND = Индии
territory-ISR = Израиля
territory-JPN = Японии
territory-KOR = Республики Корея
territory-LTU = Литвы
territory-LVA = Латвии
territory-MDA = Молдавии
territory-NOR = Норвегии
territory-PAK = Пакистана
territory-POL = Польши
territory-PRK = Корейской Народно-Демократической Республики
territory-ROU = Румынии
territory-RUS = России
territory-SWE = Швеции
territory-SYR = Сирии
territory-TUR = Турции
territory-UKR = Украины
territory-USA = Соединённых Штатов
