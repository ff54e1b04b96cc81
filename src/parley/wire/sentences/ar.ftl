### What the line says, in Arabic (docs/templates.md).
### A sentence that may begin with a value begins with a right-to-left mark, so that it runs as the language does.

## Marks and lists

# Outer marks open and close, inner marks open and close.
quotation-marks = «»“”
original = { "\u200F" }({ $language }): «{ $text }»{ $ended ->
        [yes] { "" }
       *[no] .
    }
quoted = { "\u200F" }«{ $text }»
joined = { "\u200F" }{ $first }، { $next }
from-to = { "\u200F" }{ $author } ← { $addressee }: { $said }

## Denials: whatever is denied stands here, and nowhere else (docs/templates.md)

negation-words = لا لم لن ليس ليست غير دون بدون عدم
-not-accepted = لم يُقبل
-not-agreed = لم تُسجَّل نقاط متفق عليها.
-not-agreed-to = غير موافق عليه
-not-any = لا حاجة إليهم
-not-armed = لا يحمل شحنة
-not-authorised = دون إذن
-not-available = المسؤول غير متاح
-not-checked = لم يراجعها أحد
-not-given = لم يُذكر السبب
-not-here = ليس عند الجهاز
-not-identified = غير محددة الهوية
-not-known = غير معروف
-not-launched = لم يجرِ الإطلاق
-not-meant = لم يقصده أحد
-not-or-so = نعم أو لا
-not-possible = لا يمكن الرد
-not-promised = لم يُحدَّد موعد
-not-public = لا يُعلن شيء
-not-read-back = لم تُكرَّر الرسالة.
-not-reviewed = لم يراجع
-not-right-level = المستوى غير مناسب
-not-said = لم يُذكر
-not-so = لا
-not-stated = لم تُذكر طبيعة الخطر
-not-taken = لم تُؤخذ لضيق المكان
-not-there = لم يصل
-not-understood = لم يُفهم
-not-understood-there = لم يُفهم

## Quantities

distance = { "\u200F" }{ $km ->
        [zero] { $km } كم
        [one] { $km } كم
        [two] { $km } كم
        [few] { $km } كم
        [many] { $km } كم
       *[other] { $km } كم
    } ({ $nm ->
        [zero] { $nm } ميل بحري
        [one] { $nm } ميل بحري
        [two] { $nm } ميلان بحريان
        [few] { $nm } أميال بحرية
        [many] { $nm } ميلًا بحريًا
       *[other] { $nm } ميل بحري
    }، { $mi ->
        [zero] { $mi } ميل بري
        [one] { $mi } ميل بري
        [two] { $mi } ميلان بريان
        [few] { $mi } أميال برية
        [many] { $mi } ميلًا بريًا
       *[other] { $mi } ميل بري
    })
flight-level = { "\u200F" }{ $level } ({ $ft } قدم، { $m } م)
position = { "\u200F" }{ $lat } { $lat-side ->
        [south] جنوبًا
       *[north] شمالًا
    } { $lon } { $lon-side ->
        [west] غربًا
       *[east] شرقًا
    }
near = { "\u200F" }{ $km } كم · { $nm ->
        [zero] { $nm } ميل بحري
        [one] { $nm } ميل بحري
        [two] { $nm } ميلان بحريان
        [few] { $nm } أميال بحرية
        [many] { $nm } ميلًا بحريًا
       *[other] { $nm } ميل بحري
    } من { $border }
border-of = حدود { $country }
span = { "\u200F" }{ $hours ->
        [0] { $minutes } د
       *[other] { $hours } س { $minutes } د
    }
point = { "\u200F" }{ $distance ->
        [absent] { "" }
       *[given] { $distance } من حدود { $country }،{ " " }
    }الوقت { $at_ms }{ $position ->
        [absent] { "" }
       *[given] ، الموقع { $position }
    }
aircraft-count = { $aircraft ->
        [zero] { $aircraft } طائرة
        [one] طائرة واحدة ({ $aircraft })
        [two] طائرتان ({ $aircraft })
        [few] { $aircraft } طائرات
        [many] { $aircraft } طائرة
       *[other] { $aircraft } طائرة
    }

## Sentences shared by kinds

about = { $subject ->
        [absent] { "" }
       *[given] بشأن القيد { $subject }.
    }
claim = { $point ->
        [absent] { "" }
       *[given] بحسب قول الكاتب: { $point }.
    }
also = { $text ->
        [absent] { "" }
       *[given] النص { $text }
    }

## Kinds

flight-notice =
    إخطار بطيران. { aircraft-count }{ $aircraft_type ->
        [absent] { "" }
       *[given] { " " }({ $aircraft_type-quoted })
    } بين { $fl_min } و{ $fl_max }، من { $from_ms } إلى { $until_ms }. المنطقة { $area }
    { $closest ->
        [absent] { "" }
       *[given] أقرب نقطة، كما أُعلن: { $closest }.
    }
    .subject = طيران: { aircraft-count }، { $from_ms }{ $closest-near ->
            [absent] { "" }
           *[given] ، { $closest-near }
        }
query =
    استفسار: يُطلب توضيح. { about } النص { $text } { claim }
    .subject = استفسار{ $point-near ->
            [absent] { "" }
           *[given] ، { $point-near }
        }
holding-reply =
    رد مؤقت ({ $promised_ms ->
        [absent] { -not-promised }
       *[given] قبل { $promised_ms }
    }): سيصل الجواب. النص { $text }
reply =
    جواب. النص { $text } { claim }
acknowledgement =
    إشعار من { $seat }: القيد { $of } { $level ->
        [understood] فُهم. بعبارة أخرى { $paraphrase }
        [not-understood] { -not-understood } في { $slots-count ->
            [zero] الحقول
            [one] الحقل
            [two] الحقلين
            [few] الحقول
            [many] الحقول
           *[other] الحقول
        } { $slots }.
       *[read] قرأته المناوبة.
    }
watch-check =
    فحص الخط من { $seat }، { $scheduled_ms ->
        [absent] خارج الجدول
       *[given] موعده { $scheduled_ms }
    }. يُرجى تكرار: { $challenge }.
    .subject = فحص الخط { $challenge }
watch-answer =
    جواب فحص الخط من { $seat }. التكرار: { $challenge }.
call-request =
    طلب مكالمة: { $pairing }. الموضوع { $topic } الأوقات المقترحة: { $slots_ms }.
    لغة المكالمة: { $call_language }. المترجمون: { $interpreter ->
        [ours] يحضرهم الطرف الطالب
        [yours] يُطلب من الطرف الآخر إحضارهم
        [both] مترجم من كل طرف
       *[none] { -not-any }
    }.
    { $reply_within_min ->
        [absent] { "" }
        [zero] يُطلب الرد خلال { $reply_within_min } دقيقة.
        [one] يُطلب الرد خلال دقيقة واحدة ({ $reply_within_min }).
        [two] يُطلب الرد خلال دقيقتين ({ $reply_within_min }).
        [few] يُطلب الرد خلال { $reply_within_min } دقائق.
        [many] يُطلب الرد خلال { $reply_within_min } دقيقة.
       *[other] يُطلب الرد خلال { $reply_within_min } دقيقة.
    }
    .subject = طلب مكالمة: { $pairing }
call-answer =
    { $answer ->
        [accepted] قُبلت المكالمة في { $at_ms }.
        [other-time] يُقترح وقت آخر للمكالمة: { $at_ms }.
       *[declined] رُفضت المكالمة؛ { $reason ->
            [not-available] { -not-available }
            [needs-authorisation] يلزم إذن
            [wrong-level] { -not-right-level }
            [topic] السبب هو الموضوع
            [timing] السبب هو التوقيت
            [atmosphere] السبب هو الأجواء
           *[none-given] { -not-given }
        }.
    }
    { $role ->
        [absent] { "" }
       *[given] صاحب القبول: { $role }.
    }
    { also }
plain-statement =
    { $assertion ->
        [assertion] تأكيد
        [denial] نفي
       *[statement] بيان
    }. { about } النص { $text }
    .subject =
        { $assertion ->
            [assertion] تأكيد
            [denial] نفي
           *[statement] بيان
        }
exercise-notice =
    إخطار بتمرين: { $exercise ->
        [strategic] تمرين للقوات الاستراتيجية
        [land] تمرين للقوات البرية
        [naval] تمرين للقوات البحرية
        [air] تمرين للقوات الجوية
       *[other] تمرين
    }. الاسم { $name } من { $from_ms } إلى { $until_ms }. المنطقة { $area }
    { $troops ->
        [absent] { "" }
       *[given] عدد الأفراد: { $troops }.
    }
    { $aircraft ->
        [absent] { "" }
       *[given] عدد الطائرات: { $aircraft }.
    }
    { $ships ->
        [absent] { "" }
       *[given] عدد السفن: { $ships }.
    }
    { also }
    .subject = تمرين { $name-quoted }، { $from_ms }
movement-notice =
    إخطار بتحرك: { $movement ->
        [naval-transfer] تسليم قطع بحرية
        [equipment] نقل معدات
       *[troops] تحرك قوات
    }. ماذا { $what }
    { $number ->
        [absent] { "" }
       *[given] العدد: { $movement ->
            [naval-transfer] { $number ->
                [zero] { $number } قطعة بحرية
                [one] قطعة بحرية واحدة ({ $number })
                [two] قطعتان بحريتان ({ $number })
                [few] { $number } قطع بحرية
                [many] { $number } قطعة بحرية
               *[other] { $number } قطعة بحرية
            }
            [equipment] { $number ->
                [zero] { $number } وحدة
                [one] وحدة واحدة ({ $number })
                [two] وحدتان ({ $number })
                [few] { $number } وحدات
                [many] { $number } وحدة
               *[other] { $number } وحدة
            }
           *[troops] { $number ->
                [zero] { $number } فرد
                [one] فرد واحد ({ $number })
                [two] فردان ({ $number })
                [few] { $number } أفراد
                [many] { $number } فردًا
               *[other] { $number } فرد
            }
        }.
    }
    { $from_ms ->
        [absent] { "" }
       *[given] المغادرة { $from_ms }.
    } الوصول { $arrives_ms }. المكان { $place }
    { $position ->
        [absent] { "" }
       *[given] الموقع: { $position }.
    }
    { $recipient ->
        [absent] { "" }
       *[given] إلى { $recipient-country }.
    }
    .subject = تحرك: { $what-quoted }، { $arrives_ms }
hazard-notice =
    إخطار بخطر: { $hazard ->
        [gunnery] رماية مدفعية
        [missiles] صواريخ
        [mines] ألغام
        [other] خطر من نوع آخر
       *[not-stated] { -not-stated }
    }. من { $from_ms } إلى { $until_ms }. المنطقة { $area }
    { $centre ->
        [absent] { "" }
       *[given] ضمن { $radius_m } من النقطة { $centre }.
    }
    { $fl_max ->
        [absent] { "" }
       *[given] حتى { $fl_max }.
    }
    { $warning ->
        [absent] { "" }
       *[given] التحذير العام { $warning }
    }
    .subject = خطر، من { $from_ms } إلى { $until_ms }: { $area-quoted }
incident-report =
    تقرير عن حادث: { $incident ->
        [explosion] انفجار
        [collision] تصادم
        [dangerous-approach] اقتراب خطر
        [border-crossed] عبور حدود
        [weapon-fired] إطلاق سلاح
        [interference] تشويش على شبكات القيادة
       *[other] حادث
    }. كما أُبلغ: { $point }. النص { $text }
    { $forces ->
        [absent] { "" }
       *[given] القوات { $forces }
    }
    { $dead ->
        [absent] { "" }
       *[given] عدد القتلى: { $dead }.
    }
    { $injured ->
        [absent] { "" }
       *[given] عدد الجرحى: { $injured }.
    }
    .subject =
        { $incident ->
            [explosion] انفجار
            [collision] تصادم
            [dangerous-approach] اقتراب خطر
            [border-crossed] عبور حدود
            [weapon-fired] إطلاق سلاح
            [interference] تشويش
           *[other] حادث
        }{ $point-near ->
            [absent] { "" }
           *[given] ، { $point-near }
        }
protest =
    احتجاج. { about } النص { $text }
    .subject = احتجاج
free-text =
    نص حر. العنوان { $title }
    { $reference ->
        [absent] { "" }
       *[given] المرجع { $reference }
    }
    النص { $text }
    .subject = { $title-quoted }
call-held =
    جرت المكالمة من { $from_ms } إلى { $until_ms } { $ending ->
        [interrupted] وانقطعت
       *[completed] حتى نهايتها
    }.
    { $points ->
        [absent] { -not-agreed }
       *[given] { $points }
    }
    { $effective_ms ->
        [absent] { "" }
       *[given] تسري من { $effective_ms }.
    }
    { $follow_up ->
        [absent] { "" }
       *[given] المتابعة { $follow_up }
    }
    { $next_ms ->
        [absent] { "" }
       *[given] موعدها { $next_ms }.
    }
call-held-points = نقطة متفق عليها { $number } { $item }
confirmation =
    ما ورد في القيد { $of } { $verdict ->
        [amended] معدَّل
        [disputed] معترَض عليه
       *[confirmed] مؤكَّد
    }. { also }
readout =
    بيان عن المكالمة ({ $publicity ->
        [reactive-only] يُقال عند السؤال فقط
        [embargo] محظور النشر حتى { $embargo_until_ms }
        [separate-readouts] بيانان منفصلان
        [joint-readout] بيان مشترك
       *[private] { -not-public }
    }). النص { $text }
call-taken =
    طلب المكالمة { $role ->
        [absent] تسلّمه { $seat }
       *[given] تسلّمه { $seat } وأحاله إلى: { $role }
    }.
    { $by_ms ->
        [absent] { "" }
       *[given] الرد موعود به حتى { $by_ms }.
    }
call-level =
    { $move ->
        [escalated] طلب المكالمة ما زال مفتوحًا، وتُطلب المكالمة الآن على المستوى: { $pairing }.
       *[proposed] يُقترح مستوى آخر للمكالمة: { $pairing }.
    }
    { $request ->
        [absent] { "" }
       *[given] طلب المكالمة هناك هو القيد { $request }.
    }
    { also }
call-deferral =
    الرد على طلب المكالمة مؤجل إلى { $by_ms }. { also }
call-withdrawal =
    سُحب طلب المكالمة. { also }
call-token =
    رمز المكالمة المتفق على موعدها { $at_ms }، أصدره { $seat }: { $token }.
call-readback =
    أعاد { $seat } قراءة الرمز: { $digits }.
call-mark =
    { $mark ->
        [started] بدأت المكالمة
        [interrupted] انقطعت المكالمة
        [resumed] استؤنفت المكالمة
        [ended] انتهت المكالمة
        [in-effect] ما اتُّفق عليه في المكالمة ساري المفعول
       *[followed-up] تمّت متابعة المكالمة
    }، { $at_ms }.
telephone-contact =
    اتصال هاتفي في { $at_ms }{ $entered ->
        [line-was-down] ؛ أُدخل لاحقًا لانقطاع الخط
       *[at-once] { "" }
    }. المتصل: { $caller }، { $caller_seat }. المجيب: { $called }، { $called_seat }. المُبلَّغ { $passed }
    { $read_back ->
        [absent] { -not-read-back }
       *[given] التكرار { $read_back }
    }
    .subject = اتصال هاتفي، { $at_ms }

flight-summary =
    موجز طيران من { $from_ms } إلى { $until_ms }: { $flights ->
        [zero] { $flights } رحلة
        [one] رحلة واحدة ({ $flights })
        [two] رحلتان ({ $flights })
        [few] { $flights } رحلات
        [many] { $flights } رحلة
       *[other] { $flights } رحلة
    }{ $aircraft_types ->
        [absent] { "" }
       *[given] { " " }({ $aircraft_types-quoted })
    }. المنطقة { $area }
    { $closest ->
        [absent] { "" }
       *[given] أقرب نقطة من بينها، كما أُعلن: { $closest }.
    }
    { $transponder ->
        [on] أجهزة الإجابة مشغلة.
        [off] أجهزة الإجابة مطفأة.
        [partly] أجهزة الإجابة مشغلة في جزء من الرحلات.
       *[not-stated] أجهزة الإجابة: { -not-said }.
    }
    { $escorted ->
        [absent] { "" }
       *[given] رافقها الطرف الآخر: { $escorted }.
    }
    { $tracks ->
        [absent] { "" }
       *[given] { $tracks }
    }
    .subject = رحلات، من { $from_ms } إلى { $until_ms }{ $closest-near ->
            [absent] { "" }
           *[given] ، { $closest-near }
        }
flight-summary-tracks = المسار { $number }: { $item }.
launch-notice =
    إخطار بإطلاق: { $vehicle ->
        [ballistic-missile] صاروخ باليستي
        [space-launch-vehicle] مركبة إطلاق فضائية
        [cruise-missile] صاروخ جوال
        [other] مركبة من نوع آخر
       *[not-stated] صنف المركبة { -not-said }
    }{ $name ->
        [absent] { "" }
       *[given] { " " }({ $name-quoted })
    }. النافذة من { $from_ms } إلى { $until_ms }. منطقة الإطلاق { $area }
    { $site ->
        [absent] { "" }
       *[given] موقع الإطلاق: { $site }.
    }
    { $azimuth_deg ->
        [absent] { "" }
       *[given] الاتجاه { $azimuth_deg }° من الشمال.
    }
    { $impact ->
        [absent] { "" }
       *[given] منطقة السقوط { $impact }
    }
    { $centre ->
        [absent] { "" }
       *[given] السقوط ضمن { $radius_m } من النقطة { $centre }.
    }
    { $warning ->
        [absent] { "" }
       *[given] التحذير العام { $warning }
    }
    .subject = إطلاق، من { $from_ms } إلى { $until_ms }: { $area-quoted }
launch-report =
    تقرير بعد الإطلاق: { $result ->
        [launched] جرى الإطلاق في { $at_ms }
        [failed] جرى الإطلاق في { $at_ms } وفشل
       *[not-launched] { -not-launched }
    }. { also }
naval-notice =
    إخطار بحري: { $purpose ->
        [port-call] زيارة ميناء
        [passage] عبور
        [operation] عملية
       *[other] تحرك سفن
    }. { $ships ->
        [zero] { $ships } سفينة
        [one] سفينة واحدة ({ $ships })
        [two] سفينتان ({ $ships })
        [few] { $ships } سفن
        [many] { $ships } سفينة
       *[other] { $ships } سفينة
    }{ $ship_type ->
        [absent] { "" }
       *[given] { " " }({ $ship_type-quoted })
    }{ $hulls ->
        [absent] { "" }
       *[given] ، أرقام الهياكل { $hulls-quoted }
    }. من { $from_ms } إلى { $until_ms }. المكان { $place }
    { $position ->
        [absent] { "" }
       *[given] الموقع: { $position }.
    }
    .subject = سفن، { $from_ms }: { $place-quoted }
airspace-notice =
    إخطار بإغلاق مجال جوي. من { $from_ms } إلى { $until_ms }. المنطقة { $area }
    { $centre ->
        [absent] { "" }
       *[given] ضمن { $radius_m } من النقطة { $centre }.
    }
    { $fl_min ->
        [absent] { "" }
       *[given] من { $fl_min } فما فوق.
    }
    { $fl_max ->
        [absent] { "" }
       *[given] حتى { $fl_max }.
    }
    { $warning ->
        [absent] { "" }
       *[given] الإعلان العام { $warning }
    }
    .subject = إغلاق مجال جوي، من { $from_ms } إلى { $until_ms }: { $area-quoted }
humanitarian-notice =
    إخطار إنساني: يُطلب تجنيب { $humanitarian ->
        [convoy] قافلة
       *[site] موقع
    } الأذى. من { $from_ms } إلى { $until_ms }. ماذا { $what }
    { $humanitarian ->
        [convoy] الطريق { $place }
       *[site] المكان { $place }
    }
    { $position ->
        [absent] { "" }
       *[given] الموقع: { $position }.
    }
    { $vehicles ->
        [absent] { "" }
       *[given] عدد المركبات: { $vehicles }.
    }
    { $markings ->
        [absent] { "" }
       *[given] العلامات { $markings }
    }
    { $persons ->
        [absent] { "" }
       *[given] عدد الأشخاص: { $persons }.
    }
    .subject =
        { $humanitarian ->
            [convoy] قافلة
           *[site] موقع
        } للتجنيب، { $from_ms }: { $place-quoted }
cancellation =
    إلغاء: يُسحب ما تعلنه هذه السلسلة. { also }
correction =
    تصحيح: في القيد { $of } خطأ. الصواب: { $says }
doubt =
    { $sort ->
        [disputed] معترَض عليه: القيد { $of }
       *[position-doubtful] الموقع مشكوك فيه: القيد { $of }
    }{ $item ->
        [absent] { "" }
       *[given] ، المسار { $item }
    }.
    { $point ->
        [absent] { "" }
       *[given] بحسب ما لدينا: { $point }.
    }
    { also }
clarification =
    يتمسك الكاتب بما يسأل عنه القيد { $of }. { also }
progress =
    من { $seat }: القيد { $of } { $step ->
        [passed] أُحيل إلى: { $role }
        [seen] اطلع عليه المسؤول: { $role }
       *[opened] فُتح
    }.
cannot-answer =
    { -not-possible } ({ $why ->
        [not-known] الجواب { -not-known }
        [needs-authorisation] يلزم إذن
        [not-ours] يُسأل عنه مرجع آخر
        [secret] الأمر سري
       *[none-given] { -not-given }
    }). { also }
question =
    سؤال يُجاب عنه بـ: { -not-or-so }. { about } النص { $text } { claim }
    .subject = سؤال{ $point-near ->
            [absent] { "" }
           *[given] ، { $point-near }
        }
yes-no =
    الجواب: { $answer ->
        [yes] نعم
       *[no] { -not-so }
    }. { also }
follow-up =
    سؤال لاحق للاستفسار. النص { $text } { claim }
meeting-request =
    يُطلب اجتماع بشأن الاستفسار. النص { $text } الأوقات المقترحة: { $slots_ms }.
    { $place ->
        [absent] { "" }
       *[given] المكان { $place }
    }
meeting-answer =
    { $answer ->
        [accepted] قُبل الاجتماع في { $at_ms }.
        [other-time] يُقترح وقت آخر للاجتماع: { $at_ms }.
       *[declined] رُفض الاجتماع؛ { $reason ->
            [not-available] { -not-available }
            [needs-authorisation] يلزم إذن
            [wrong-level] { -not-right-level }
            [topic] السبب هو الموضوع
            [timing] السبب هو التوقيت
            [atmosphere] السبب هو الأجواء
           *[none-given] { -not-given }
        }.
    }
    { also }
accident-report =
    حادث عرضي، { -not-meant }: انطلق { $accident ->
        [missile] صاروخ
        [rocket-or-shell] قذيفة أو صاروخ مدفعي
        [uncrewed-aircraft] طائرة مسيَّرة
        [crewed-aircraft] طائرة مأهولة
        [other] جسم من نوع آخر
       *[not-known] جسم { -not-known } بعد
    } في { $at_ms }. { $armed ->
        [unarmed] { -not-armed }.
        [armed] يحمل شحنة.
       *[not-known] هل يحمل شحنة: { -not-known }.
    }
    { $towards ->
        [absent] { "" }
       *[given] باتجاه أراضي { $towards-country }.
    }
    { $position ->
        [absent] الموقع يتبع.
       *[given] الموقع: { $position }.
    }
    { also }
    .subject = حادث عرضي، { $at_ms }
presence-query =
    استفسار عن الحضور: هل { $role } عند الجهاز؟ { $text ->
        [absent] يُرجى الرد.
       *[given] النص { $text }
    }
    .subject = استفسار عن الحضور: { $role }
presence-answer =
    جواب الاستفسار عن الحضور: { $presence ->
        [here] حاضر
        [on-the-way] في الطريق{ $by_ms ->
            [absent] { "" }
           *[given] ، يحضر قبل { $by_ms }
        }
        [not-here] { -not-here }
       *[not-said] { -not-said }
    }.
suspension =
    تعليق من { $from_ms }، بأمر من: { $ordered_by }. المعلَّق: { $templates ->
        [absent] كل القوالب
       *[given] { $templates }
    }، { $direction ->
        [ours] ما يرسله هذا الطرف
        [yours] ما يُرسل إلى هذا الطرف
       *[both] في الاتجاهين
    }. المراجعة في { $review_ms }. تستمر إخطارات الطوارئ ونبضات العقد والسجل. { also }
    .subject = تعليق من { $from_ms }
resumption =
    يُستأنف ما عُلِّق من { $from_ms }، بأمر من: { $ordered_by }. { also }
translation =
    { $grade ->
        [sight] ترجمة منظورة
        [rough] ترجمة أولية
        [official] ترجمة رسمية
       *[machine] ترجمة آلية، { -not-checked }
    } للقيد { $of }؛ والعبرة بالأصل. النص { $text }
deferral =
    يُقترح وقت آخر لما هو مستحق عن القيد { $of }: { $due_ms }. { also }
deferral-answer =
    الوقت الآخر المقترح في القيد { $of } { $answer ->
        [yes] موافق عليه
       *[no] { -not-agreed-to }
    }.
escalated =
    { "\u200F" }ما هو مستحق عن القيد { $of } { -not-there }: { $lacks ->
        [reply] الجواب
        [acknowledgement] قراءة شخص له
        [call] المكالمة
       *[watch] شخص في المناوبة
    }. الدرجة { $rung } من السلم المتفق عليه: { $takes }{ $channel ->
        [absent] { "" }
       *[given] ؛ أُبلغ أيضا عبر: { $channel }
    }.
coded-message =
    رسالة مرمزة { $word ->
        [signal] { "\u200F" }SIGNAL { $phrase }، بشأن القيد { $of }: { $phrase ->
            [1] استُلم وفُهم
            [2] هل تفهمون؟ يُرجى الإقرار
           *[3] استُلم و{ -not-understood }
        }
       *[accident] { "\u200F" }ACCIDENT { $phrase }: { $phrase ->
            [1] وقع حادث لسلاح نووي من أسلحتنا، وقد ينفجر
            [2] قد يُستخدم سلاح نووي من أسلحتنا { -not-authorised }
            [3] ترى أنظمة الإنذار لدينا أجسامًا { -not-identified }
            [4] تتعرض أنظمة الإنذار لدينا أو اتصالاتها للتشويش
            [5] وقع حادث نووي، وسببه { -not-known }
           *[6] زال ما أُبلغ عنه بهذه الكلمة
        }
    }.
    .subject = رسالة مرمزة { $word ->
            [signal] SIGNAL
           *[accident] ACCIDENT
        } { $phrase }

## The ladder: how far an entry has come at the other side

ladder-stored = حفظته العقدة
ladder-opened = فُتح
ladder-read = قرأته المناوبة
ladder-understood = فُهم
ladder-not-understood = { -not-understood-there }
ladder-passed = أُحيل إلى { $role }
ladder-seen = اطلع عليه المسؤول: { $role }

## Checklists, private to a side

checklist-tell-other-side = إبلاغ الطرف الآخر.
checklist-pass-to-commander = إحالته إلى القائد القادر على التصرف.
checklist-stop-what-adds = إيقاف كل ما قد يزيد الأمر سوءًا.
checklist-confirm-position = تأكيد المواقع من مصدر ثانٍ.
checklist-save-evidence = حفظ التسجيلات والمسارات والسجلات.
checklist-correct-report = تصحيح التقرير إن كان فيه خطأ.
checklist-tell-public = الاتفاق مع الطرف الآخر على ما يُعلن.
checklist-send-position = إرسال الموقع فور معرفته.
checklist-stop-further = إيقاف كل ما قد ينطلق بالطريقة نفسها.
checklist-offer-call = عرض مكالمة بين المسؤولين.

## What this node refuses to release

fault-slot-range = القيمة خارج حدودها.
fault-text-controls = يحتوي النص على محارف تحكم أو اتجاه مخفية.
fault-class-refused = هذا النوع يُرسل في فئة أخرى.
fault-precedence-refused = لهذا النوع أسبقيات أخرى فقط.
fault-body-malformed = المُدخل يخالف صيغة نوعه.
fault-template-not-in-force = يمنع الاتفاق هذا الطرف من إرسال هذا النوع.
fault-template-unreviewed = ما زال على لغويّ أن يراجع صياغة هذا النوع، كما يطلب الاتفاق.
fault-suspended = هذا النوع معلّق في هذا الاتجاه.
fault-silence-ordered = صدر أمر بالصمت: تخرج رسائل الطوارئ وحدها، أو ما ذُكر سببه.
fault-officers-needed = يلزم عدد أكبر من الضباط للإرسال.
fault-lead-time-short = يبدأ قبل ما تسمح به مهلة الإشعار المتفق عليها.
fault-seat-unknown = هذا الدور مفقود في الاتفاق.
fault-addressee-unknown = هذا المرسل إليه مفقود في الاتفاق.
fault-call-slot-past = الوقت المقترح للمكالمة قد مضى.
fault-call-unauthorised = صلاحية هذا المنصب أضيق من هذا الثنائي.
fault-call-withdrawn = سحب الطرف الطالب طلب المكالمة.
fault-call-crossed = طلب الطرفان المكالمة في وقت واحد: تستمر في الطلب الأسبق.
fault-call-over = طلب المكالمة قد أُجيب عنه.
fault-call-not-yours = الدور للطرف الآخر.
fault-call-time-unknown = الوقت المقبول يختلف عن الأوقات المقترحة.
fault-call-token-misread = الأرقام تختلف عن نصف الرمز الخاص بكم.
fault-call-token-missing = رمز المكالمة ما زال ينتظر الإصدار.
fault-call-token-time = الرمز لوقت آخر.
fault-call-token-stale = انتهى وقت الرمز.
fault-call-not-authenticated = على المناوبتين أولًا إعادة قراءة نصفي الرمز.
fault-call-begun = بدأت المكالمة.
fault-call-not-begun = ما زالت المكالمة تنتظر البدء.
fault-call-interrupted = قُطعت المكالمة.
fault-call-ended = انتهت المكالمة.
fault-call-token-read = أعاد هذا الطرف قراءة نصف الرمز الخاص به.
fault-call-not-agreed = وقت المكالمة ما زال ينتظر الاتفاق.
fault-release-own = يُصدر المسودةَ غيرُ كاتبها.
fault-release-digest = وقّع المفتاح مسودة أخرى.
fault-release-key-unknown = المفتاح مفقود بين مفاتيح هذا المنصب.
fault-release-key-revoked = أُلغي المفتاح.
fault-release-unproved = يطلب الاتفاق مفاتيح عدد أكبر من الضباط.
fault-draft-changed = تغيّرت المسودة بعد إصدارها.
fault-pairing-unknown = هذا الثنائي غائب عن الاتفاق.
fault-decline-bare = عند الرفض اذكروا السبب أو أنه يبقى طيّ الكتمان.
fault-thread-unknown = القيد الذي يجيب عنه مفقود هنا.
fault-not-yet-asked = على الطرف الآخر أن يبلّغ بما يحفظه أولاً.

## What nodes write

liveness-lamp = { "\u200F" }{ $bearer }: { $state ->
        [up] متصل
       *[down] منقطع
    } منذ { $since_ms }
liveness-report = تقرير الاتصال: عقدة { $peer }: { $lamps ->
        [absent] منقطع
       *[given] { $lamps }
    }.
refusal = القيد { $entry } محفوظ و{ -not-accepted }
refusal-quota = القيد { $entry } وما بعده { -not-taken }؛ وهي تنتظر عند كاتبها
refusal-code = { "\u200F" }{ $said }: { $meaning } [{ $code }]
refusal-unknown = { "\u200F" }{ $said } [{ $code }]

## Of the wording itself

wording-reviewed = راجع الصياغة { $by }، { $on }
wording-unreviewed = { -not-reviewed } الصياغة لغويٌّ

## Countries, as they stand after "of" and "for"

territory-BLR = بيلاروس
    .border = حدود بيلاروس
territory-CAN = كندا
    .border = حدود كندا
territory-CHN = الصين
    .border = حدود الصين
territory-EST = إستونيا
    .border = حدود إستونيا
territory-FIN = فنلندا
    .border = حدود فنلندا
territory-GEO = جورجيا
    .border = حدود جورجيا
territory-GRC = اليونان
    .border = حدود اليونان
territory-IND = الهند
    .border = حدود الهند
territory-ISR = إسرائيل
    .border = حدود إسرائيل
territory-JPN = اليابان
    .border = حدود اليابان
territory-KOR = جمهورية كوريا
    .border = حدود جمهورية كوريا
territory-LTU = ليتوانيا
    .border = حدود ليتوانيا
territory-LVA = لاتفيا
    .border = حدود لاتفيا
territory-MDA = مولدوفا
    .border = حدود مولدوفا
territory-NOR = النرويج
    .border = حدود النرويج
territory-PAK = باكستان
    .border = حدود باكستان
territory-POL = بولندا
    .border = حدود بولندا
territory-PRK = جمهورية كوريا الشعبية الديمقراطية
    .border = حدود جمهورية كوريا الشعبية الديمقراطية
territory-ROU = رومانيا
    .border = حدود رومانيا
territory-RUS = روسيا
    .border = حدود روسيا
territory-SWE = السويد
    .border = حدود السويد
territory-SYR = سوريا
    .border = حدود سوريا
territory-TUR = تركيا
    .border = حدود تركيا
territory-UKR = أوكرانيا
    .border = حدود أوكرانيا
territory-USA = الولايات المتحدة
    .border = حدود الولايات المتحدة
manning =
    { $kept ->
        [on-call] مناوبتنا تحت الطلب.
       *[on-watch] مناوبتنا حاضرة.
    }
    { $within_min ->
        [absent] { "" }
        [zero] تحضر خلال { $within_min } دقيقة.
        [one] تحضر خلال دقيقة واحدة ({ $within_min }).
        [two] تحضر خلال دقيقتين ({ $within_min }).
        [few] تحضر خلال { $within_min } دقائق.
        [many] تحضر خلال { $within_min } دقيقة.
       *[other] تحضر خلال { $within_min } دقيقة.
    }
    .subject = المناوبة: حاضرة أو تحت الطلب
reached =
    هل بلغ مضمون القيد { $of } كل من يلزم علمه في طرفنا: { $reached ->
        [yes] نعم
       *[no] { -not-so }
    }.
