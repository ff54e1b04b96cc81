### What the line says, in Ukrainian (docs/templates.md).

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

negation-words = не ні без немає нічого ніхто ніколи ніким неможливо невідомо
-not-accepted = не прийнято
-not-agreed = Домовленостей немає.
-not-agreed-to = не погоджено
-not-any = не потрібні
-not-armed = Заряду на борту немає
-not-authorised = без дозволу
-not-available = посадова особа не може говорити
-not-checked = ніким не перевірений
-not-given = причину не названо
-not-here = не біля апарата
-not-identified = не розпізнано
-not-known = невідомо
-not-launched = пуск не здійснено
-not-meant = ніким не задумана
-not-or-so = «так» чи «ні»
-not-possible = відповісти неможливо
-not-promised = строк не названо
-not-public = публічно нічого не повідомляється
-not-read-back = Нічого не повторено.
-not-reviewed = не перевірено
-not-right-level = рівень не відповідає
-not-said = не повідомляється
-not-so = ні
-not-stated = характер небезпеки не названо
-not-taken = не прийнято: немає місця
-not-there = не надійшло
-not-understood = не зрозуміло
-not-understood-there = Не зрозуміло

## Quantities

distance = { $km } км ({ $nm ->
        [one] { $nm } морська миля
        [few] { $nm } морські милі
        [many] { $nm } морських миль
       *[other] { $nm } морської милі
    }, { $mi ->
        [one] { $mi } миля
        [few] { $mi } милі
        [many] { $mi } миль
       *[other] { $mi } милі
    })
flight-level = { $level } ({ $ft } футів, { $m } м)
position = { $lat } { $lat-side ->
        [south] пд. ш.
       *[north] пн. ш.
    } { $lon } { $lon-side ->
        [west] зх. д
       *[east] сх. д
    }
near = { $km } км · { $nm ->
        [one] { $nm } морська миля
        [few] { $nm } морські милі
        [many] { $nm } морських миль
       *[other] { $nm } морської милі
    } від { $border }
border-of = кордону { $country }
span = { $hours ->
        [0] { $minutes } хв
       *[other] { $hours } год { $minutes } хв
    }
point =
    { $distance ->
        [absent] { "" }
       *[given] { $distance } від кордону { $country },
    }
    час { $at_ms }{ $position ->
        [absent] { "" }
       *[given] , координати { $position }
    }
aircraft-count = { $aircraft ->
        [one] { $aircraft } повітряне судно
        [few] { $aircraft } повітряні судна
        [many] { $aircraft } повітряних суден
       *[other] { $aircraft } повітряного судна
    }

## Sentences shared by kinds

about = { $subject ->
        [absent] { "" }
       *[given] Щодо запису { $subject }.
    }
claim = { $point ->
        [absent] { "" }
       *[given] За твердженням автора: { $point }.
    }
also = { $text ->
        [absent] { "" }
       *[given] Текст { $text }
    }

## Kinds

flight-notice =
    повідомлення про політ. { aircraft-count }{ $aircraft_type ->
        [absent] { "" }
       *[given] { " " }({ $aircraft_type-quoted })
    }, ешелони від { $fl_min } до { $fl_max }, з { $from_ms } по { $until_ms }. Район { $area }
    { $closest ->
        [absent] { "" }
       *[given] Найближча точка, як оголошено: { $closest }.
    }
    .subject = Політ: { aircraft-count }, { $from_ms }{ $closest-near ->
            [absent] { "" }
           *[given] , { $closest-near }
        }
query =
    запит: прохання надати роз'яснення. { about } Текст { $text } { claim }
    .subject = Запит{ $point-near ->
            [absent] { "" }
           *[given] , { $point-near }
        }
holding-reply =
    попередня відповідь ({ $promised_ms ->
        [absent] { -not-promised }
       *[given] до { $promised_ms }
    }): відповідь надійде. Текст { $text }
reply =
    відповідь. Текст { $text } { claim }
acknowledgement =
    підтвердження ({ $seat }): запис { $of } { $level ->
        [understood] зрозуміло. Іншими словами { $paraphrase }
        [not-understood] { -not-understood }: { $slots-count ->
            [one] поле
            [few] поля
            [many] поля
           *[other] поля
        } { $slots }.
       *[read] прочитано черговою зміною.
    }
watch-check =
    перевірка зв'язку ({ $seat }), { $scheduled_ms ->
        [absent] поза розкладом
       *[given] за розкладом на { $scheduled_ms }
    }. Прошу повторити: { $challenge }.
    .subject = Перевірка зв'язку { $challenge }
watch-answer =
    відповідь на перевірку зв'язку ({ $seat }). Повторюю: { $challenge }.
call-request =
    запит на телефонну розмову: { $pairing }. Предмет { $topic } Запропонований час: { $slots_ms }.
    Мова розмови: { $call_language }. Перекладачі: { $interpreter ->
        [ours] надає сторона, що запитує
        [yours] прохання надати іншій стороні
        [both] по одному від кожної сторони
       *[none] { -not-any }
    }.
    { $reply_within_min ->
        [absent] { "" }
        [one] Відповідь очікується протягом { $reply_within_min } хвилини.
        [few] Відповідь очікується протягом { $reply_within_min } хвилин.
        [many] Відповідь очікується протягом { $reply_within_min } хвилин.
       *[other] Відповідь очікується протягом { $reply_within_min } хвилини.
    }
    .subject = Запит на розмову: { $pairing }
call-answer =
    { $answer ->
        [accepted] згода на телефонну розмову, час { $at_ms }.
        [other-time] пропонується інший час телефонної розмови: { $at_ms }.
       *[declined] телефонну розмову відхилено; { $reason ->
            [not-available] { -not-available }
            [needs-authorisation] потрібен дозвіл
            [wrong-level] { -not-right-level }
            [topic] причина — предмет розмови
            [timing] причина — час розмови
            [atmosphere] причина — обстановка
           *[none-given] { -not-given }
        }.
    }
    { $role ->
        [absent] { "" }
       *[given] Згоду дав: { $role }.
    }
    { also }
plain-statement =
    { $assertion ->
        [assertion] твердження
        [denial] спростування
       *[statement] заява
    }. { about } Текст { $text }
    .subject =
        { $assertion ->
            [assertion] Твердження
            [denial] Спростування
           *[statement] Заява
        }
exercise-notice =
    повідомлення про навчання: { $exercise ->
        [strategic] навчання стратегічних сил
        [land] навчання сухопутних військ
        [naval] навчання військово-морських сил
        [air] навчання повітряних сил
       *[other] навчання
    }. Назва { $name } З { $from_ms } по { $until_ms }. Район { $area }
    { $troops ->
        [absent] { "" }
       *[given] Військовослужбовців: { $troops }.
    }
    { $aircraft ->
        [absent] { "" }
       *[given] Повітряних суден: { $aircraft }.
    }
    { $ships ->
        [absent] { "" }
       *[given] Кораблів: { $ships }.
    }
    { also }
    .subject = Навчання { $name-quoted }, { $from_ms }
movement-notice =
    повідомлення про переміщення: { $movement ->
        [naval-transfer] передача плавзасобів
        [equipment] перекидання техніки
       *[troops] перекидання військ
    }. Що { $what }
    { $number ->
        [absent] { "" }
       *[given] Кількість: { $movement ->
            [naval-transfer] { $number ->
                [one] { $number } плавзасіб
                [few] { $number } плавзасоби
                [many] { $number } плавзасобів
               *[other] { $number } плавзасобу
            }
            [equipment] { $number ->
                [one] { $number } одиниця
                [few] { $number } одиниці
                [many] { $number } одиниць
               *[other] { $number } одиниці
            }
           *[troops] { $number ->
                [one] { $number } військовослужбовець
                [few] { $number } військовослужбовці
                [many] { $number } військовослужбовців
               *[other] { $number } військовослужбовця
            }
        }.
    }
    { $from_ms ->
        [absent] { "" }
       *[given] Відправлення { $from_ms }.
    } Прибуття { $arrives_ms }. Місце { $place }
    { $position ->
        [absent] { "" }
       *[given] Координати: { $position }.
    }
    { $recipient ->
        [absent] { "" }
       *[given] Для { $recipient-country }.
    }
    .subject = Переміщення: { $what-quoted }, { $arrives_ms }
hazard-notice =
    повідомлення про небезпеку: { $hazard ->
        [gunnery] артилерійські стрільби
        [missiles] ракетні стрільби
        [mines] міни
        [other] небезпека іншого роду
       *[not-stated] { -not-stated }
    }. З { $from_ms } по { $until_ms }. Район { $area }
    { $centre ->
        [absent] { "" }
       *[given] У радіусі { $radius_m } від точки { $centre }.
    }
    { $fl_max ->
        [absent] { "" }
       *[given] До { $fl_max }.
    }
    { $warning ->
        [absent] { "" }
       *[given] Відкрите попередження { $warning }
    }
    .subject = Небезпека, з { $from_ms } по { $until_ms }: { $area-quoted }
incident-report =
    повідомлення про інцидент: { $incident ->
        [explosion] вибух
        [collision] зіткнення
        [dangerous-approach] небезпечне зближення
        [border-crossed] перетин кордону
        [weapon-fired] застосування зброї
        [interference] перешкоди системам управління
       *[other] подія
    }. За повідомленням автора: { $point }. Текст { $text }
    { $forces ->
        [absent] { "" }
       *[given] Сили { $forces }
    }
    { $dead ->
        [absent] { "" }
       *[given] Загиблих: { $dead }.
    }
    { $injured ->
        [absent] { "" }
       *[given] Постраждалих: { $injured }.
    }
    .subject =
        { $incident ->
            [explosion] Вибух
            [collision] Зіткнення
            [dangerous-approach] Небезпечне зближення
            [border-crossed] Перетин кордону
            [weapon-fired] Застосування зброї
            [interference] Перешкоди
           *[other] Подія
        }{ $point-near ->
            [absent] { "" }
           *[given] , { $point-near }
        }
protest =
    протест. { about } Текст { $text }
    .subject = Протест
free-text =
    вільний текст. Заголовок { $title }
    { $reference ->
        [absent] { "" }
       *[given] Вихідний номер { $reference }
    }
    Текст { $text }
    .subject = { $title-quoted }
call-held =
    телефонна розмова відбулася, з { $from_ms } по { $until_ms }; { $ending ->
        [interrupted] розмова перервалася
       *[completed] розмову завершено
    }.
    { $points ->
        [absent] { -not-agreed }
       *[given] { $points }
    }
    { $effective_ms ->
        [absent] { "" }
       *[given] Діє з { $effective_ms }.
    }
    { $follow_up ->
        [absent] { "" }
       *[given] Подальші кроки { $follow_up }
    }
    { $next_ms ->
        [absent] { "" }
       *[given] Строк: { $next_ms }.
    }
call-held-points = Домовленість { $number } { $item }
confirmation =
    викладене в записі { $of } { $verdict ->
        [amended] уточнюється
        [disputed] оспорюється
       *[confirmed] підтверджується
    }. { also }
readout =
    повідомлення про розмову ({ $publicity ->
        [reactive-only] повідомляється лише у відповідь на запитання
        [embargo] під ембарго до { $embargo_until_ms }
        [separate-readouts] окремі повідомлення
        [joint-readout] спільне повідомлення
       *[private] { -not-public }
    }). Текст { $text }
call-taken =
    запит телефонної розмови { $role ->
        [absent] отримано: { $seat }
       *[given] отримано: { $seat }; передано на розгляд: { $role }
    }.
    { $by_ms ->
        [absent] { "" }
       *[given] Відповідь обіцяно до { $by_ms }.
    }
call-level =
    { $move ->
        [escalated] запит телефонної розмови лишається відкритим, розмова запитується на рівні: { $pairing }.
       *[proposed] для телефонної розмови пропонується інший рівень: { $pairing }.
    }
    { $request ->
        [absent] { "" }
       *[given] Запит на цьому рівні — запис { $request }.
    }
    { also }
call-deferral =
    відповідь на запит телефонної розмови відкладено до { $by_ms }. { also }
call-withdrawal =
    запит телефонної розмови відкликано. { also }
call-token =
    пароль для телефонної розмови, призначеної на { $at_ms }, видав: { $seat }. Пароль: { $token }.
call-readback =
    пароль повторив: { $seat }. Повторено: { $digits }.
call-mark =
    { $mark ->
        [started] телефонна розмова почалася
        [interrupted] телефонна розмова перервалася
        [resumed] телефонну розмову продовжено
        [ended] телефонну розмову завершено
        [in-effect] досягнута домовленість діє
       *[followed-up] подальшу домовленість виконано
    }, { $at_ms }.
telephone-contact =
    телефонний контакт, час { $at_ms }{ $entered ->
        [line-was-down] ; внесено пізніше, бо зв'язок було перервано
       *[at-once] { "" }
    }. Телефонував: { $caller }, { $caller_seat }. Відповідав: { $called }, { $called_seat }. Передано { $passed }
    { $read_back ->
        [absent] { -not-read-back }
       *[given] Повторено { $read_back }
    }
    .subject = Телефонний контакт, { $at_ms }

flight-summary =
    зведення польотів з { $from_ms } по { $until_ms }: { $flights ->
        [one] { $flights } політ
        [few] { $flights } польоти
        [many] { $flights } польотів
       *[other] { $flights } польоту
    }{ $aircraft_types ->
        [absent] { "" }
       *[given] { " " }({ $aircraft_types-quoted })
    }. Район { $area }
    { $closest ->
        [absent] { "" }
       *[given] Найближча точка з усіх, як оголошено: { $closest }.
    }
    { $transponder ->
        [on] Відповідачі увімкнено.
        [off] Відповідачі вимкнено.
        [partly] Відповідачі увімкнено в частині польотів.
       *[not-stated] Відповідачі: { -not-said }.
    }
    { $escorted ->
        [absent] { "" }
       *[given] Супроводжувалися іншою стороною: { $escorted }.
    }
    { $tracks ->
        [absent] { "" }
       *[given] { $tracks }
    }
    .subject = Польоти, з { $from_ms } по { $until_ms }{ $closest-near ->
            [absent] { "" }
           *[given] , { $closest-near }
        }
flight-summary-tracks = Маршрут { $number }: { $item }.
launch-notice =
    повідомлення про пуск: { $vehicle ->
        [ballistic-missile] балістична ракета
        [space-launch-vehicle] ракета-носій
        [cruise-missile] крилата ракета
        [other] засіб іншого роду
       *[not-stated] клас засобу { -not-said }
    }{ $name ->
        [absent] { "" }
       *[given] { " " }({ $name-quoted })
    }. Вікно з { $from_ms } по { $until_ms }. Район пуску { $area }
    { $site ->
        [absent] { "" }
       *[given] Місце пуску: { $site }.
    }
    { $azimuth_deg ->
        [absent] { "" }
       *[given] Напрямок { $azimuth_deg }° від півночі.
    }
    { $impact ->
        [absent] { "" }
       *[given] Район падіння { $impact }
    }
    { $centre ->
        [absent] { "" }
       *[given] Падіння в радіусі { $radius_m } від точки { $centre }.
    }
    { $warning ->
        [absent] { "" }
       *[given] Відкрите попередження { $warning }
    }
    .subject = Пуск, з { $from_ms } по { $until_ms }: { $area-quoted }
launch-report =
    повідомлення після пуску: { $result ->
        [launched] пуск здійснено, час { $at_ms }
        [failed] пуск здійснено, час { $at_ms }, невдало
       *[not-launched] { -not-launched }
    }. { also }
naval-notice =
    повідомлення про кораблі: { $purpose ->
        [port-call] захід у порт
        [passage] прохід
        [operation] операція
       *[other] рух кораблів
    }. { $ships ->
        [one] { $ships } корабель
        [few] { $ships } кораблі
        [many] { $ships } кораблів
       *[other] { $ships } корабля
    }{ $ship_type ->
        [absent] { "" }
       *[given] { " " }({ $ship_type-quoted })
    }{ $hulls ->
        [absent] { "" }
       *[given] , бортові номери { $hulls-quoted }
    }. З { $from_ms } по { $until_ms }. Місце { $place }
    { $position ->
        [absent] { "" }
       *[given] Координати: { $position }.
    }
    .subject = Кораблі, { $from_ms }: { $place-quoted }
airspace-notice =
    повідомлення про закриття повітряного простору. З { $from_ms } по { $until_ms }. Район { $area }
    { $centre ->
        [absent] { "" }
       *[given] У радіусі { $radius_m } від точки { $centre }.
    }
    { $fl_min ->
        [absent] { "" }
       *[given] Від { $fl_min } і вище.
    }
    { $fl_max ->
        [absent] { "" }
       *[given] До { $fl_max }.
    }
    { $warning ->
        [absent] { "" }
       *[given] Відкрите сповіщення { $warning }
    }
    .subject = Закриття повітряного простору, з { $from_ms } по { $until_ms }: { $area-quoted }
humanitarian-notice =
    гуманітарне повідомлення: прохання щадити { $humanitarian ->
        [convoy] колону
       *[site] об'єкт
    }. З { $from_ms } по { $until_ms }. Що { $what }
    { $humanitarian ->
        [convoy] Маршрут { $place }
       *[site] Місце { $place }
    }
    { $position ->
        [absent] { "" }
       *[given] Координати: { $position }.
    }
    { $vehicles ->
        [absent] { "" }
       *[given] Машин: { $vehicles }.
    }
    { $markings ->
        [absent] { "" }
       *[given] Позначення { $markings }
    }
    { $persons ->
        [absent] { "" }
       *[given] Людей: { $persons }.
    }
    .subject =
        { $humanitarian ->
            [convoy] Колона
           *[site] Об'єкт
        } під захистом, { $from_ms }: { $place-quoted }
cancellation =
    скасування: оголошене в цій нитці скасовується. { also }
correction =
    виправлення: у записі { $of } помилка. Слід читати: { $says }
doubt =
    { $sort ->
        [disputed] оспорюється: запис { $of }
       *[position-doubtful] місце викликає сумнів: запис { $of }
    }{ $item ->
        [absent] { "" }
       *[given] , маршрут { $item }
    }.
    { $point ->
        [absent] { "" }
       *[given] За нашими даними: { $point }.
    }
    { also }
clarification =
    автор підтверджує сказане, про яке йдеться в записі { $of }. { also }
progress =
    { $seat }: запис { $of } { $step ->
        [passed] передано: { $role }
        [seen] переглянуто посадовою особою: { $role }
       *[opened] відкрито
    }.
cannot-answer =
    { -not-possible } ({ $why ->
        [not-known] відповідь: { -not-known }
        [needs-authorisation] потрібен дозвіл
        [not-ours] питання до іншого відомства
        [secret] відомості таємні
       *[none-given] { -not-given }
    }). { also }
question =
    запитання, на яке треба відповісти { -not-or-so }. { about } Текст { $text } { claim }
    .subject = Запитання{ $point-near ->
            [absent] { "" }
           *[given] , { $point-near }
        }
yes-no =
    відповідь: { $answer ->
        [yes] так
       *[no] { -not-so }
    }. { also }
follow-up =
    додаткове запитання до запиту. Текст { $text } { claim }
meeting-request =
    прохання про зустріч щодо запиту. Текст { $text } Запропонований час: { $slots_ms }.
    { $place ->
        [absent] { "" }
       *[given] Місце { $place }
    }
meeting-answer =
    { $answer ->
        [accepted] згода на зустріч, час { $at_ms }.
        [other-time] пропонується інший час зустрічі: { $at_ms }.
       *[declined] зустріч відхилено; { $reason ->
            [not-available] { -not-available }
            [needs-authorisation] потрібен дозвіл
            [wrong-level] { -not-right-level }
            [topic] причина — предмет зустрічі
            [timing] причина — час зустрічі
            [atmosphere] причина — обстановка
           *[none-given] { -not-given }
        }.
    }
    { also }
accident-report =
    АВАРІЯ, { -not-meant }: { $at_ms } { $accident ->
        [missile] пішла ракета
        [rocket-or-shell] пішов реактивний або артилерійський снаряд
        [uncrewed-aircraft] пішов безпілотний літальний апарат
        [crewed-aircraft] пішов пілотований літальний апарат
        [other] пішов предмет іншого роду
       *[not-known] пішов предмет, поки { -not-known } який
    }. { $armed ->
        [unarmed] { -not-armed }.
        [armed] Несе заряд.
       *[not-known] Чи несе заряд, { -not-known }.
    }
    { $towards ->
        [absent] { "" }
       *[given] У бік території { $towards-country }.
    }
    { $position ->
        [absent] Координати надійдуть.
       *[given] Координати: { $position }.
    }
    { also }
    .subject = АВАРІЯ, { $at_ms }
presence-query =
    запит про присутність: чи біля апарата { $role }? { $text ->
        [absent] Прохання відповісти.
       *[given] Текст { $text }
    }
    .subject = Запит про присутність: { $role }
presence-answer =
    відповідь на запит про присутність: { $presence ->
        [here] біля апарата
        [on-the-way] у дорозі{ $by_ms ->
            [absent] { "" }
           *[given] , буде до { $by_ms }
        }
        [not-here] { -not-here }
       *[not-said] { -not-said }
    }.
suspension =
    призупинення з { $from_ms }, розпорядився: { $ordered_by }. Призупинено: { $templates ->
        [absent] усі шаблони
       *[given] { $templates }
    }, { $direction ->
        [ours] від цієї сторони
        [yours] до цієї сторони
       *[both] в обох напрямках
    }. Перегляд { $review_ms }. Аварійні повідомлення, сигнали вузлів і запис тривають. { also }
    .subject = Призупинення з { $from_ms }
resumption =
    призупинене відновлюється з { $from_ms }, розпорядився: { $ordered_by }. { also }
translation =
    { $grade ->
        [sight] переклад з аркуша
        [rough] чорновий переклад
        [official] офіційний переклад
       *[machine] машинний переклад, { -not-checked }
    } запису { $of }; чинним є оригінал. Текст { $text }
deferral =
    для того, що належить за записом { $of }, пропонується інший час: { $due_ms }. { also }
deferral-answer =
    інший час, запропонований у записі { $of }: { $answer ->
        [yes] погоджено
       *[no] { -not-agreed-to }
    }.
escalated =
    те, що належить за записом { $of }, { -not-there }: { $lacks ->
        [reply] відповідь
        [acknowledgement] прочитання людиною
        [call] розмова
       *[watch] людина на чергуванні
    }. Щабель { $rung } узгодженого порядку: { $takes }{ $channel ->
        [absent] { "" }
       *[given] ; повідомлено й каналом: { $channel }
    }.
coded-message =
    кодове повідомлення { $word ->
        [signal] SIGNAL { $phrase }, щодо запису { $of }: { $phrase ->
            [1] отримано і зрозуміло
            [2] чи розумієте ви? Прохання підтвердити
           *[3] отримано, але { -not-understood }
        }
       *[accident] ACCIDENT { $phrase }: { $phrase ->
            [1] сталася аварія з нашою ядерною зброєю; можливий вибух
            [2] нашу ядерну зброю може бути застосовано { -not-authorised }
            [3] наші системи попередження бачать об'єкти, які { -not-identified }
            [4] нашим системам попередження або зв'язку, що їх обслуговує, створюються перешкоди
            [5] стався ядерний інцидент; його причина: { -not-known }
           *[6] те, про що повідомлялося цим словом, минуло
        }
    }.
    .subject = Кодове повідомлення { $word ->
            [signal] SIGNAL
           *[accident] ACCIDENT
        } { $phrase }

## The ladder: how far an entry has come at the other side

ladder-stored = Збережено вузлом
ladder-opened = Відкрито
ladder-read = Прочитано черговою зміною
ladder-understood = Зрозуміло
ladder-not-understood = { -not-understood-there }
ladder-passed = Передано: { $role }
ladder-seen = Переглянуто посадовою особою: { $role }

## Checklists, private to a side

checklist-tell-other-side = Повідомити іншу сторону.
checklist-pass-to-commander = Передати командирові, який може діяти.
checklist-stop-what-adds = Зупинити все, що може погіршити становище.
checklist-confirm-position = Підтвердити координати з другого джерела.
checklist-save-evidence = Зберегти записи, траєкторії та журнали.
checklist-correct-report = Виправити повідомлення, якщо в ньому помилка.
checklist-tell-public = Узгодити з іншою стороною, що повідомляється публічно.
checklist-send-position = Передати координати, щойно вони відомі.
checklist-stop-further = Зупинити все інше, що може піти тим самим шляхом.
checklist-offer-call = Запропонувати розмову керівників.

## What this node refuses to release

fault-slot-range = Значення виходить за допустимі межі.
fault-text-controls = Текст містить приховані керівні символи або символи напряму.
fault-class-refused = Повідомлення цього виду передаються в іншому класі.
fault-precedence-refused = Для цього виду допустима лише інша терміновість.
fault-body-malformed = Введене порушує форму цього виду.
fault-template-not-in-force = Угода закриває цій стороні надсилання таких повідомлень.
fault-template-unreviewed = Лінгвіст ще має перевірити текст повідомлень цього виду: цього вимагає угода.
fault-suspended = Повідомлення цього виду в цьому напрямку призупинено.
fault-silence-ordered = Оголошено мовчання: виходять лише аварійні повідомлення або ті, для яких зазначено причину.
fault-officers-needed = Для випуску потрібно більше офіцерів.
fault-lead-time-short = Початок раніше, ніж дозволяє погоджений строк сповіщення.
fault-seat-unknown = Така роль в угоді відсутня.
fault-addressee-unknown = Такий адресат в угоді відсутній.
fault-call-slot-past = Запропонований час розмови вже минув.
fault-call-unauthorised = Повноваження цієї посади на цю пару осіб недостатні.
fault-call-withdrawn = Сторона, яка запитувала, відкликала свій запит.
fault-call-crossed = Обидві сторони запитали розмову одночасно: вона триває за ранішим запитом.
fault-call-over = На запит розмови відповідь уже дано.
fault-call-not-yours = Хід за іншою стороною.
fault-call-time-unknown = Прийнятий час відрізняється від запропонованих.
fault-call-token-misread = Цифри відрізняються від вашої половини пароля.
fault-call-token-missing = Пароль для розмови ще належить видати.
fault-call-token-time = Пароль видано на інший час.
fault-call-token-stale = Час дії пароля минув.
fault-call-not-authenticated = Обидві зміни ще мають повторити свої половини пароля.
fault-call-begun = Розмова вже почалася.
fault-call-not-begun = Розмову ще належить почати.
fault-call-interrupted = Розмову перервано.
fault-call-ended = Розмову закінчено.
fault-call-token-read = Ця сторона свою половину пароля вже повторила.
fault-call-not-agreed = Час розмови ще належить погодити.
fault-release-own = Укладач проєкту залишає його випуск іншому.
fault-release-digest = Ключем підписано інший проєкт.
fault-release-key-unknown = Серед ключів цієї посади такий ключ відсутній.
fault-release-key-revoked = Ключ відкликано.
fault-release-unproved = Угода вимагає ключів більшої кількості офіцерів.
fault-draft-changed = Проєкт змінено після випуску.
fault-pairing-unknown = Така пара осіб в угоді відсутня.
fault-decline-bare = Відхиляючи, вкажіть причину або те, що вона лишається неназваною.
fault-thread-unknown = Запис, на який це відповідає, тут відсутній.
fault-not-yet-asked = Інша сторона ще має повідомити, що в неї зберігається.

## What nodes write

liveness-lamp = { $bearer }: { $state ->
        [up] на зв'язку
       *[down] зв'язок перервано
    } з { $since_ms }
liveness-report = звіт про зв'язок: вузол { $peer }: { $lamps ->
        [absent] зв'язок перервано
       *[given] { $lamps }
    }.
refusal = запис { $entry } зберігається, але { -not-accepted }
refusal-quota = запис { $entry } і подальші { -not-taken }; вони чекають в автора
refusal-code = { $said }: { $meaning } [{ $code }]
refusal-unknown = { $said } [{ $code }]

## Of the wording itself

wording-reviewed = формулювання перевірив лінгвіст: { $by }, { $on }
wording-unreviewed = формулювання { -not-reviewed } лінгвістом

## Countries, as they stand after "of" and "for" (in the genitive)

territory-BLR = Білорусі
    .border = білоруського кордону
territory-CAN = Канади
    .border = канадського кордону
territory-CHN = Китаю
    .border = китайського кордону
territory-EST = Естонії
    .border = естонського кордону
territory-FIN = Фінляндії
    .border = фінського кордону
territory-GEO = Грузії
    .border = грузинського кордону
territory-GRC = Греції
    .border = грецького кордону
territory-IND = Індії
    .border = індійського кордону
territory-ISR = Ізраїлю
    .border = ізраїльського кордону
territory-JPN = Японії
    .border = японського кордону
territory-KOR = Республіки Корея
    .border = кордону Республіки Корея
territory-LTU = Литви
    .border = литовського кордону
territory-LVA = Латвії
    .border = латвійського кордону
territory-MDA = Молдови
    .border = молдовського кордону
territory-NOR = Норвегії
    .border = норвезького кордону
territory-PAK = Пакистану
    .border = пакистанського кордону
territory-POL = Польщі
    .border = польського кордону
territory-PRK = Корейської Народно-Демократичної Республіки
    .border = кордону Корейської Народно-Демократичної Республіки
territory-ROU = Румунії
    .border = румунського кордону
territory-RUS = Росії
    .border = російського кордону
territory-SWE = Швеції
    .border = шведського кордону
territory-SYR = Сирії
    .border = сирійського кордону
territory-TUR = Туреччини
    .border = турецького кордону
territory-UKR = України
    .border = українського кордону
territory-USA = Сполучених Штатів
    .border = кордону Сполучених Штатів
manning =
    { $kept ->
        [on-call] наша чергова зміна відповідає за викликом.
       *[on-watch] наша чергова зміна на місці.
    }
    { $within_min ->
        [absent] { "" }
        [one] Вона доступна протягом { $within_min } хвилини.
        [few] Вона доступна протягом { $within_min } хвилин.
        [many] Вона доступна протягом { $within_min } хвилин.
       *[other] Вона доступна протягом { $within_min } хвилин.
    }
    .subject = Чергова зміна: на місці або за викликом
reached =
    чи дійшов зміст запису { $of } до всіх на нашому боці, кому слід знати: { $reached ->
        [yes] так
       *[no] { -not-so }
    }.
