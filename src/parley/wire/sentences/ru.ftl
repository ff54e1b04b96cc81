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

negation-words = не ни нет без ничего никто никогда никем нельзя неизвестно
-not-accepted = не принята
-not-agreed = Договорённостей нет.
-not-agreed-to = не согласны
-not-any = не требуются
-not-armed = Заряда на борту нет
-not-authorised = без разрешения
-not-available = должностное лицо не может говорить
-not-checked = никем не проверенный
-not-given = причина не названа
-not-here = не у аппарата
-not-identified = не опознаны
-not-known = неизвестно
-not-launched = пуск не произведён
-not-meant = никем не задуманная
-not-or-so = «да» или «нет»
-not-possible = ответить нельзя
-not-promised = срок не назван
-not-public = публично ничего не сообщается
-not-read-back = Ничего не повторено.
-not-reviewed = не проверена
-not-right-level = уровень не соответствует
-not-said = не сообщается
-not-so = нет
-not-stated = характер опасности не назван
-not-taken = не приняты: нет места
-not-there = не поступило
-not-understood = не понята
-not-understood-there = Не понято

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
near = { $km } км · { $nm ->
        [one] { $nm } морская миля
        [few] { $nm } морские мили
        [many] { $nm } морских миль
       *[other] { $nm } морской мили
    } от { $border }
border-of = границы { $country }
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
    .subject = Полёт: { aircraft-count }, { $from_ms }{ $closest-near ->
            [absent] { "" }
           *[given] , { $closest-near }
        }
query =
    запрос: просьба дать разъяснения. { about } Текст { $text } { claim }
    .subject = Запрос{ $point-near ->
            [absent] { "" }
           *[given] , { $point-near }
        }
holding-reply =
    предварительный ответ ({ $promised_ms ->
        [absent] { -not-promised }
       *[given] к { $promised_ms }
    }): ответ последует. Текст { $text }
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
       *[read] прочитана дежурной сменой.
    }
watch-check =
    проверка связи ({ $seat }), { $scheduled_ms ->
        [absent] вне расписания
       *[given] по расписанию на { $scheduled_ms }
    }. Прошу повторить: { $challenge }.
    .subject = Проверка связи { $challenge }
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
    .subject = Запрос разговора: { $pairing }
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
    { $role ->
        [absent] { "" }
       *[given] Согласие дал: { $role }.
    }
    { also }
plain-statement =
    { $assertion ->
        [assertion] утверждение
        [denial] опровержение
       *[statement] заявление
    }. { about } Текст { $text }
    .subject =
        { $assertion ->
            [assertion] Утверждение
            [denial] Опровержение
           *[statement] Заявление
        }
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
    .subject = Учения { $name-quoted }, { $from_ms }
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
    .subject = Перемещение: { $what-quoted }, { $arrives_ms }
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
    .subject = Опасность, с { $from_ms } по { $until_ms }: { $area-quoted }
incident-report =
    сообщение об инциденте: { $incident ->
        [explosion] взрыв
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
    .subject =
        { $incident ->
            [explosion] Взрыв
            [collision] Столкновение
            [dangerous-approach] Опасное сближение
            [border-crossed] Пересечение границы
            [weapon-fired] Применение оружия
            [interference] Помехи
           *[other] Происшествие
        }{ $point-near ->
            [absent] { "" }
           *[given] , { $point-near }
        }
protest =
    протест. { about } Текст { $text }
    .subject = Протест
free-text =
    свободный текст. Заголовок { $title }
    { $reference ->
        [absent] { "" }
       *[given] Исходящий номер { $reference }
    }
    Текст { $text }
    .subject = { $title-quoted }
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
    { $next_ms ->
        [absent] { "" }
       *[given] Срок: { $next_ms }.
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
call-taken =
    запрос телефонного разговора { $role ->
        [absent] получен: { $seat }
       *[given] получен: { $seat }; передан на рассмотрение: { $role }
    }.
    { $by_ms ->
        [absent] { "" }
       *[given] Ответ обещан к { $by_ms }.
    }
call-level =
    { $move ->
        [escalated] запрос телефонного разговора остаётся открытым, разговор запрашивается на уровне: { $pairing }.
       *[proposed] для телефонного разговора предлагается другой уровень: { $pairing }.
    }
    { $request ->
        [absent] { "" }
       *[given] Запрос на этом уровне — запись { $request }.
    }
    { also }
call-deferral =
    ответ на запрос телефонного разговора отложен до { $by_ms }. { also }
call-withdrawal =
    запрос телефонного разговора отозван. { also }
call-token =
    пароль для телефонного разговора, назначенного на { $at_ms }, выдал: { $seat }. Пароль: { $token }.
call-readback =
    пароль повторил: { $seat }. Повторено: { $digits }.
call-mark =
    { $mark ->
        [started] телефонный разговор начался
        [interrupted] телефонный разговор прервался
        [resumed] телефонный разговор продолжен
        [ended] телефонный разговор завершён
        [in-effect] достигнутая договорённость действует
       *[followed-up] последующая договорённость выполнена
    }, { $at_ms }.
telephone-contact =
    телефонный контакт, время { $at_ms }{ $entered ->
        [line-was-down] ; внесено позже, так как связь была прервана
       *[at-once] { "" }
    }. Звонил: { $caller }, { $caller_seat }. Отвечал: { $called }, { $called_seat }. Передано { $passed }
    { $read_back ->
        [absent] { -not-read-back }
       *[given] Повторено { $read_back }
    }
    .subject = Телефонный контакт, { $at_ms }

flight-summary =
    сводка полётов с { $from_ms } по { $until_ms }: { $flights ->
        [one] { $flights } полёт
        [few] { $flights } полёта
        [many] { $flights } полётов
       *[other] { $flights } полётов
    }{ $aircraft_types ->
        [absent] { "" }
       *[given] { " " }({ $aircraft_types-quoted })
    }. Район { $area }
    { $closest ->
        [absent] { "" }
       *[given] Ближайшая точка из всех, как объявлено: { $closest }.
    }
    { $transponder ->
        [on] Ответчики включены.
        [off] Ответчики выключены.
        [partly] Ответчики включены в части полётов.
       *[not-stated] Ответчики: { -not-said }.
    }
    { $escorted ->
        [absent] { "" }
       *[given] Сопровождались другой стороной: { $escorted }.
    }
    { $tracks ->
        [absent] { "" }
       *[given] { $tracks }
    }
    .subject = Полёты, с { $from_ms } по { $until_ms }{ $closest-near ->
            [absent] { "" }
           *[given] , { $closest-near }
        }
flight-summary-tracks = Маршрут { $number }: { $item }.
launch-notice =
    уведомление о пуске: { $vehicle ->
        [ballistic-missile] баллистическая ракета
        [space-launch-vehicle] ракета-носитель
        [cruise-missile] крылатая ракета
        [other] средство иного рода
       *[not-stated] класс средства { -not-said }
    }{ $name ->
        [absent] { "" }
       *[given] { " " }({ $name-quoted })
    }. Окно с { $from_ms } по { $until_ms }. Район пуска { $area }
    { $site ->
        [absent] { "" }
       *[given] Место пуска: { $site }.
    }
    { $azimuth_deg ->
        [absent] { "" }
       *[given] Направление { $azimuth_deg }° от севера.
    }
    { $impact ->
        [absent] { "" }
       *[given] Район падения { $impact }
    }
    { $centre ->
        [absent] { "" }
       *[given] Падение в радиусе { $radius_m } от точки { $centre }.
    }
    { $warning ->
        [absent] { "" }
       *[given] Открытое предупреждение { $warning }
    }
    .subject = Пуск, с { $from_ms } по { $until_ms }: { $area-quoted }
launch-report =
    сообщение после пуска: { $result ->
        [launched] пуск произведён, время { $at_ms }
        [failed] пуск произведён, время { $at_ms }, неудачно
       *[not-launched] { -not-launched }
    }. { also }
naval-notice =
    уведомление о кораблях: { $purpose ->
        [port-call] заход в порт
        [passage] проход
        [operation] операция
       *[other] движение кораблей
    }. { $ships ->
        [one] { $ships } корабль
        [few] { $ships } корабля
        [many] { $ships } кораблей
       *[other] { $ships } кораблей
    }{ $ship_type ->
        [absent] { "" }
       *[given] { " " }({ $ship_type-quoted })
    }{ $hulls ->
        [absent] { "" }
       *[given] , бортовые номера { $hulls-quoted }
    }. С { $from_ms } по { $until_ms }. Место { $place }
    { $position ->
        [absent] { "" }
       *[given] Координаты: { $position }.
    }
    .subject = Корабли, { $from_ms }: { $place-quoted }
airspace-notice =
    уведомление о закрытии воздушного пространства. С { $from_ms } по { $until_ms }. Район { $area }
    { $centre ->
        [absent] { "" }
       *[given] В радиусе { $radius_m } от точки { $centre }.
    }
    { $fl_min ->
        [absent] { "" }
       *[given] От { $fl_min } и выше.
    }
    { $fl_max ->
        [absent] { "" }
       *[given] До { $fl_max }.
    }
    { $warning ->
        [absent] { "" }
       *[given] Открытое извещение { $warning }
    }
    .subject = Закрытие воздушного пространства, с { $from_ms } по { $until_ms }: { $area-quoted }
humanitarian-notice =
    гуманитарное уведомление: просьба щадить { $humanitarian ->
        [convoy] колонну
       *[site] объект
    }. С { $from_ms } по { $until_ms }. Что { $what }
    { $humanitarian ->
        [convoy] Маршрут { $place }
       *[site] Место { $place }
    }
    { $position ->
        [absent] { "" }
       *[given] Координаты: { $position }.
    }
    { $vehicles ->
        [absent] { "" }
       *[given] Машин: { $vehicles }.
    }
    { $markings ->
        [absent] { "" }
       *[given] Обозначения { $markings }
    }
    { $persons ->
        [absent] { "" }
       *[given] Людей: { $persons }.
    }
    .subject =
        { $humanitarian ->
            [convoy] Колонна
           *[site] Объект
        } под защитой, { $from_ms }: { $place-quoted }
cancellation =
    отмена: объявленное в этой нити отменяется. { also }
correction =
    исправление: в записи { $of } ошибка. Следует читать: { $says }
doubt =
    { $sort ->
        [disputed] оспаривается: запись { $of }
       *[position-doubtful] место вызывает сомнение: запись { $of }
    }{ $item ->
        [absent] { "" }
       *[given] , маршрут { $item }
    }.
    { $point ->
        [absent] { "" }
       *[given] По нашим данным: { $point }.
    }
    { also }
clarification =
    автор подтверждает сказанное, о котором идёт речь в записи { $of }. { also }
progress =
    { $seat }: запись { $of } { $step ->
        [passed] передана: { $role }
        [seen] просмотрена должностным лицом: { $role }
       *[opened] открыта
    }.
cannot-answer =
    { -not-possible } ({ $why ->
        [not-known] ответ { -not-known }
        [needs-authorisation] требуется разрешение
        [not-ours] вопрос к другому ведомству
        [secret] сведения секретны
       *[none-given] { -not-given }
    }). { also }
question =
    вопрос, требующий ответа { -not-or-so }. { about } Текст { $text } { claim }
    .subject = Вопрос{ $point-near ->
            [absent] { "" }
           *[given] , { $point-near }
        }
yes-no =
    ответ: { $answer ->
        [yes] да
       *[no] { -not-so }
    }. { also }
follow-up =
    дополнительный вопрос к запросу. Текст { $text } { claim }
meeting-request =
    просьба о встрече по запросу. Текст { $text } Предлагаемое время: { $slots_ms }.
    { $place ->
        [absent] { "" }
       *[given] Место { $place }
    }
meeting-answer =
    { $answer ->
        [accepted] согласие на встречу, время { $at_ms }.
        [other-time] предлагается другое время встречи: { $at_ms }.
       *[declined] встреча отклонена; { $reason ->
            [not-available] { -not-available }
            [needs-authorisation] требуется разрешение
            [wrong-level] { -not-right-level }
            [topic] причина — предмет встречи
            [timing] причина — время встречи
            [atmosphere] причина — обстановка
           *[none-given] { -not-given }
        }.
    }
    { also }
accident-report =
    АВАРИЯ, { -not-meant }: { $at_ms } { $accident ->
        [missile] ушла ракета
        [rocket-or-shell] ушёл реактивный или артиллерийский снаряд
        [uncrewed-aircraft] ушёл беспилотный летательный аппарат
        [crewed-aircraft] ушёл пилотируемый летательный аппарат
        [other] ушёл предмет иного рода
       *[not-known] ушёл предмет, пока { -not-known } какой
    }. { $armed ->
        [unarmed] { -not-armed }.
        [armed] Несёт заряд.
       *[not-known] Несёт ли заряд, { -not-known }.
    }
    { $towards ->
        [absent] { "" }
       *[given] В сторону территории { $towards-country }.
    }
    { $position ->
        [absent] Координаты последуют.
       *[given] Координаты: { $position }.
    }
    { also }
    .subject = АВАРИЯ, { $at_ms }
presence-query =
    запрос о присутствии: у аппарата ли { $role }? { $text ->
        [absent] Просьба ответить.
       *[given] Текст { $text }
    }
    .subject = Запрос о присутствии: { $role }
presence-answer =
    ответ на запрос о присутствии: { $presence ->
        [here] у аппарата
        [on-the-way] в пути{ $by_ms ->
            [absent] { "" }
           *[given] , будет к { $by_ms }
        }
        [not-here] { -not-here }
       *[not-said] { -not-said }
    }.
suspension =
    приостановка с { $from_ms }, распорядился: { $ordered_by }. Приостановлено: { $templates ->
        [absent] все шаблоны
       *[given] { $templates }
    }, { $direction ->
        [ours] от этой стороны
        [yours] к этой стороне
       *[both] в обоих направлениях
    }. Пересмотр { $review_ms }. Аварийные уведомления, сигналы узлов и запись продолжаются. { also }
    .subject = Приостановка с { $from_ms }
resumption =
    приостановленное возобновляется с { $from_ms }, распорядился: { $ordered_by }. { also }
translation =
    { $grade ->
        [sight] перевод с листа
        [rough] черновой перевод
        [official] официальный перевод
       *[machine] машинный перевод, { -not-checked }
    } записи { $of }; силу имеет подлинник. Текст { $text }
deferral =
    для того, что причитается по записи { $of }, предлагается другое время: { $due_ms }. { also }
deferral-answer =
    с другим временем, предложенным в записи { $of }, { $answer ->
        [yes] согласны
       *[no] { -not-agreed-to }
    }.
escalated =
    то, что причитается по записи { $of }, { -not-there }: { $lacks ->
        [reply] ответ
        [acknowledgement] прочтение человеком
        [call] разговор
       *[watch] человек на дежурстве
    }. Ступень { $rung } согласованного порядка: { $takes }{ $channel ->
        [absent] { "" }
       *[given] ; сообщено и по каналу: { $channel }
    }.
coded-message =
    кодовое сообщение { $word ->
        [signal] SIGNAL { $phrase }, по записи { $of }: { $phrase ->
            [1] получена и понята
            [2] понимаете ли вы? Просьба подтвердить
           *[3] получена, но { -not-understood }
        }
       *[accident] ACCIDENT { $phrase }: { $phrase ->
            [1] произошла авария с нашим ядерным оружием; возможен взрыв
            [2] наше ядерное оружие может быть применено { -not-authorised }
            [3] наши системы предупреждения видят объекты, которые { -not-identified }
            [4] нашим системам предупреждения или обслуживающей их связи создаются помехи
            [5] произошёл ядерный инцидент; его причина: { -not-known }
           *[6] то, о чём сообщалось этим словом, миновало
        }
    }.
    .subject = Кодовое сообщение { $word ->
            [signal] SIGNAL
           *[accident] ACCIDENT
        } { $phrase }

## The ladder: how far word has come; none of it is agreement

ladder-stored = Сохранено узлом
ladder-opened = Открыто
ladder-read = Прочитано дежурной сменой
ladder-understood = Понято
ladder-not-understood = { -not-understood-there }
ladder-passed = Передано: { $role }
ladder-seen = Просмотрено должностным лицом: { $role }

## Checklists, private to a side

checklist-tell-other-side = Сообщить другой стороне.
checklist-pass-to-commander = Передать командиру, который может действовать.
checklist-stop-what-adds = Остановить всё, что может усугубить случившееся.
checklist-confirm-position = Подтвердить координаты по второму источнику.
checklist-save-evidence = Сохранить записи, траектории и журналы.
checklist-correct-report = Исправить сообщение, если в нём ошибка.
checklist-tell-public = Согласовать с другой стороной, что сообщается публично.
checklist-send-position = Передать координаты, как только они известны.
checklist-stop-further = Остановить всё прочее, что может уйти тем же путём.
checklist-offer-call = Предложить разговор должностных лиц.

## What this node refuses to release

fault-slot-range = Значение выходит за допустимые пределы.
fault-text-controls = Текст содержит скрытые управляющие символы или символы направления.
fault-class-refused = Сообщения этого вида передаются в другом классе.
fault-precedence-refused = Для этого вида допустима только другая срочность.
fault-body-malformed = Введённое нарушает форму этого вида.
fault-template-not-in-force = Соглашение закрывает этой стороне отправку таких сообщений.
fault-template-unreviewed = Лингвист ещё должен проверить текст сообщений этого вида: этого требует соглашение.
fault-suspended = Сообщения этого вида в этом направлении приостановлены.
fault-silence-ordered = Объявлено молчание: уходят только аварийные сообщения или те, для которых указана причина.
fault-officers-needed = Для выпуска требуется больше офицеров.
fault-lead-time-short = Начало раньше, чем допускает согласованный срок уведомления.
fault-seat-unknown = Такая роль в соглашении отсутствует.
fault-addressee-unknown = Такой адресат в соглашении отсутствует.
fault-call-slot-past = Предложенное время разговора уже прошло.
fault-call-unauthorised = Полномочия этой должности на эту пару лиц недостаточны.
fault-call-withdrawn = Запросившая сторона отозвала свой запрос.
fault-call-crossed = Обе стороны запросили разговор одновременно: он продолжается по более раннему запросу.
fault-call-over = На запрос разговора ответ уже дан.
fault-call-not-yours = Ход за другой стороной.
fault-call-time-unknown = Принятое время отличается от предложенных.
fault-call-token-misread = Цифры отличаются от вашей половины пароля.
fault-call-token-missing = Пароль для разговора ещё предстоит выдать.
fault-call-token-time = Пароль выдан на другое время.
fault-call-token-stale = Время действия пароля истекло.
fault-call-not-authenticated = Обе смены ещё должны повторить свои половины пароля.
fault-call-begun = Разговор уже начался.
fault-call-not-begun = Разговор ещё предстоит начать.
fault-call-interrupted = Разговор прерван.
fault-call-ended = Разговор окончен.
fault-call-token-read = Эта сторона свою половину пароля уже повторила.
fault-call-not-agreed = Время разговора ещё предстоит согласовать.
fault-release-own = Составитель проекта оставляет его выпуск другому.
fault-release-digest = Ключом подписан другой проект.
fault-release-key-unknown = Среди ключей этой должности такой ключ отсутствует.
fault-release-key-revoked = Ключ отозван.
fault-release-unproved = Соглашение требует ключей большего числа офицеров.
fault-draft-changed = Проект изменён после выпуска.
fault-pairing-unknown = Такая пара лиц в соглашении отсутствует.
fault-decline-bare = Отклоняя, укажите причину или то, что она остаётся неназванной.
fault-thread-unknown = Запись, на которую это отвечает, здесь отсутствует.
fault-not-yet-asked = Другая сторона ещё должна сообщить, что у неё хранится.

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
    .border = белорусской границы
territory-CAN = Канады
    .border = канадской границы
territory-CHN = Китая
    .border = китайской границы
territory-EST = Эстонии
    .border = эстонской границы
territory-FIN = Финляндии
    .border = финской границы
territory-GEO = Грузии
    .border = грузинской границы
territory-GRC = Греции
    .border = греческой границы
territory-IND = Индии
    .border = индийской границы
territory-ISR = Израиля
    .border = израильской границы
territory-JPN = Японии
    .border = японской границы
territory-KOR = Республики Корея
    .border = границы Республики Корея
territory-LTU = Литвы
    .border = литовской границы
territory-LVA = Латвии
    .border = латвийской границы
territory-MDA = Молдавии
    .border = молдавской границы
territory-NOR = Норвегии
    .border = норвежской границы
territory-PAK = Пакистана
    .border = пакистанской границы
territory-POL = Польши
    .border = польской границы
territory-PRK = Корейской Народно-Демократической Республики
    .border = границы Корейской Народно-Демократической Республики
territory-ROU = Румынии
    .border = румынской границы
territory-RUS = России
    .border = российской границы
territory-SWE = Швеции
    .border = шведской границы
territory-SYR = Сирии
    .border = сирийской границы
territory-TUR = Турции
    .border = турецкой границы
territory-UKR = Украины
    .border = украинской границы
territory-USA = Соединённых Штатов
    .border = границы Соединённых Штатов
manning =
    { $kept ->
        [on-call] наша дежурная смена отвечает по вызову.
       *[on-watch] наша дежурная смена на месте.
    }
    { $within_min ->
        [absent] { "" }
        [one] Она доступна в течение { $within_min } минуты.
        [few] Она доступна в течение { $within_min } минут.
        [many] Она доступна в течение { $within_min } минут.
       *[other] Она доступна в течение { $within_min } минут.
    }
    .subject = Дежурная смена: на месте или по вызову
reached =
    дошло ли содержание записи { $of } до всех на нашей стороне, кому следует знать: { $reached ->
        [yes] да
       *[no] { -not-so }
    }.
