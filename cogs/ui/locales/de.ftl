### Alle Texte auf Deutsch: kurz, ruhig, freundlich und genau, mit „du“ und ohne Ausrufezeichen.
### Die Schlüssel, ihre Reihenfolge und die Werte sind die von en.ftl.


## Befehle, ihre Optionen und deren Auswahl. Der Wert ist der Name, `.description` erklärt ihn.
## Namen sind klein und ohne Leerzeichen: 32 Zeichen, Erklärungen 100.

command-generate = generieren
    .description = Ein Bild aus einem Prompt erstellen, auf Wunsch mit einem Referenzbild
command-jobs = aufträge
    .description = Was gerade für dich erstellt wird; hier kannst du es auch abbrechen
command-collect = abholen
    .description = Deine Bilder, die nicht zugestellt werden konnten

option-prompt = prompt
    .description = Was entstehen soll; mit Referenz: was sich ändern und was bleiben soll
option-reference = referenz
    .description = Ein Bild als PNG, JPEG oder WebP, von dem ausgegangen wird
option-model = modell
    .description = Welches Modell es erstellt; bessere kosten mehr
option-aspect_ratio = seitenverhältnis
    .description = Das Format des Bildes, wie das Modell es anbietet
option-style = stil
    .description = Wie es aussehen soll
option-count = anzahl
    .description = Wie viele Bilder, jedes zum Preis des Modells
option-private = privat
    .description = Das Bild nur dir zeigen

choice-model = { $name } · { $price }
choice-model_without_reference = { $name } · { $price } · ohne Referenzbild


## Stile, in der Auswahl und auf Karten

style-photorealistic = fotorealistisch
style-artistic = künstlerisch
style-cartoon = Cartoon
style-minimalist = minimalistisch
style-vintage = Vintage
style-futuristic = futuristisch


## Mengen

amount-credits =
    { $amount ->
        [one] { $amount } Credit
       *[other] { $amount } Credits
    }
time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s


## Wie weit eine Karte ist

state-queued = In der Warteschlange
queue-ahead = { $count } vor dir
state-starting = Wird gestartet
state-generating = Wird erstellt
state-fetching = Bild wird geholt
state-done = Fertig
state-some = { $ready } von { $count } fertig

# $when zählt Discord für jeden mit, etwa „in 12 Sekunden“ oder „vor 2 Minuten“.
time-asked = angefragt { $when }
time-started = begonnen { $when }
time-ready = fertig { $when }
time-soon = gleich fertig

note-waiting_for_pictory = Warten auf Pictory, das gerade nicht erreichbar ist.
note-rate_limited = Warten auf Pictory, das gerade keine weiteren Anfragen annimmt.
note-out_of_credits = Warten auf Credits: Dieser Bot hat keine mehr, und wer ihn betreibt, weiß Bescheid.
note-restarting = Der Bot wird neu gestartet. Gleich geht es von selbst weiter.
note-nothing_spent = Es wurde nichts verbraucht.


## Das Kleingedruckte einer Karte

footer-for = für { $user }
footer-regenerated = noch einmal erstellt nach [dieser Nachricht]({ $link })
footer-varied = Variation von [diesem Bild]({ $link })
footer-edited = bearbeitet nach [dieser Nachricht]({ $link })
footer-restyled = neuer Stil für [dieses Bild]({ $link })
footer-replaced = Motiv ausgetauscht in [diesem Bild]({ $link })
footer-root = [erstes Bild]({ $link })
# Solange die Referenz noch nicht gelesen ist, und sobald das nächste Seitenverhältnis feststeht.
ratio-to_match = Form der Referenz
ratio-matched = { $ratio } wie die Referenz
footer-varied_one = Variation von [Bild { $n }]({ $link })


## Alternativtexte der Bilder, für alle, die sie nicht sehen

alt-result = { $what }, erstellt nach dem Prompt: { $prompt }
alt-result_styled = { $what } (Stil: { $style }), erstellt nach dem Prompt: { $prompt }
alt-picture = Bild
# $what ist hier einer der anderen Texte.
alt-one_of_several = { $what }, { $n } von { $count }
alt-variation = Variation eines früheren Bildes
alt-variation_one = Variation von Bild { $n } eines früheren Ergebnisses
alt-restyled = Bild in neuem Stil
alt-replaced = Bild mit ausgetauschtem Motiv
alt-reference = Das Referenzbild


## Schaltflächen (80 Zeichen)

button-regenerate = Noch einmal
# Der Preis ist ein Betrag in Credits.
button-regenerate_several = Noch einmal { $count } · { $price }
button-vary = Variieren
button-vary_one = { $n } variieren
button-retry = Erneut versuchen
button-prompt = Ganzer Prompt
button-edit = Prompt bearbeiten
button-compare = Vergleichen
button-more = ⋯ Mehr
button-dm = Als DM senden
button-family = Stammbaum
button-delete = Löschen
button-full_size = Volle Größe
button-full_size_one = Volle Größe { $n }
button-original = Originaldatei
button-original_one = Originaldatei { $n }
button-cancel = Abbrechen


## Fehler: was geschehen ist (`failed`), ob es etwas gekostet hat (`charged`), was zu tun ist (`todo`)

# $n nennt ein Bild oder mehrere, etwa „2“ oder „1, 3“.
failed-image = Bild { $n }: { $what }
failed-all = Keines der { $count } Bilder konnte erstellt werden.
failed-reference_rejected = Die Referenz lässt sich nicht verwenden.
failed-reference_unreachable = Die Referenz konnte nicht geladen werden.
failed-invalid_request = Pictory hat diese Anfrage nicht angenommen.
failed-key_rejected = Pictory hat den Schlüssel dieses Bots nicht angenommen.
failed-credits_exhausted = Dieser Bot hat keine Pictory-Credits mehr.
failed-rate_limited = Pictory nimmt von diesem Bot gerade keine weiteren Anfragen an.
failed-outage = Pictory war nicht rechtzeitig erreichbar.
failed-timed_out = Das Bild wurde nicht rechtzeitig fertig.
failed-moderated = Pictory hat diesen Prompt oder dieses Bild abgelehnt.
failed-job_failed = Pictory konnte dieses Bild nicht erstellen.
failed-job_vanished = Pictory kennt diesen Auftrag nicht mehr.
failed-result_lost = Das Bild wurde erstellt, konnte aber nicht von Pictory geholt werden.
failed-nowhere_to_show = Ich darf in diesem Kanal nichts posten.
failed-unconfirmed = Es ist nicht sicher, ob Pictory diese Anfrage erhalten hat. Deshalb wurde sie nicht noch einmal gesendet.
failed-cancelled = Das wurde abgebrochen.
failed-said = Pictory meldet: { $detail }
failed-fault = Daran lag es: { $detail }

charged-no = Es wurden keine Credits verbraucht.
charged-yes = Es wurden Credits verbraucht.
charged-unknown = Möglicherweise hat es Credits gekostet.
charged-amount = Verbrauchte Credits: { $amount }.

todo-reference_rejected = Hänge mit /{ command-generate } ein anderes Bild als PNG, JPEG oder WebP an.
todo-reference_unreachable = Hänge das Bild mit /{ command-generate } noch einmal an.
todo-invalid_request = Ändere den Prompt oder die Optionen und sende es mit /{ command-generate } noch einmal.
todo-key_rejected = Wer den Bot betreibt, weiß Bescheid. Versuche es später noch einmal.
todo-credits_exhausted = Wer den Bot betreibt, weiß Bescheid. Versuche es später noch einmal.
todo-rate_limited = Versuche es in ein paar Minuten noch einmal.
todo-outage = Versuche es in ein paar Minuten noch einmal.
todo-timed_out = Versuche es noch einmal oder nimm ein anderes Modell.
todo-moderated = Ändere den Prompt oder die Referenz und sende es mit /{ command-generate } noch einmal.
todo-job_failed = Versuche es noch einmal oder ändere den Prompt.
todo-job_vanished = Versuche es noch einmal.
todo-result_lost = Versuche es noch einmal.
todo-nowhere_to_show = Bitte jemanden, der den Server verwaltet, es mir zu erlauben, oder versuche es anderswo.
todo-unconfirmed = Ich suche danach. Wenn nichts ankommt, versuche es noch einmal.
todo-not_found = Bei Pictory war nichts zu finden. Du kannst es jederzeit noch einmal versuchen.
todo-cancelled = Du kannst es jederzeit noch einmal versuchen.


## Warum sich eine Referenz nicht verwenden lässt: ein Schlüssel je Grund des Studios

rejected-empty = Die Datei ist leer.
rejected-not_a_picture = Die Datei ist kein Bild im Format PNG, JPEG oder WebP.
rejected-damaged = Das Bild ist beschädigt oder unvollständig.
rejected-too_many_pixels = Das Bild hat mehr als { $megapixels } Millionen Pixel.
rejected-unreadable = Das Bild konnte nicht gelesen werden.
rejected-too_large = Die Referenz ist größer als { $megabytes } MB.
rejected-not_from_discord = Eine Referenz kann nur aus einer Datei gelesen werden, die in Discord angehängt ist.


## Aufträge, die weiterliefen, als ihre Karte nicht mehr wartete

late-running = Es kann noch Credits kosten. Falls das Bild trotzdem fertig wird, bekommst du es mit /{ command-collect }.
late-aside = Dieses Bild konnte hier nicht gezeigt werden.
late-arrived = Das Bild ist trotzdem angekommen.
late-lost = Das Bild kam zu spät und konnte nicht geholt werden.
late-kept = Du bekommst es mit /{ command-collect }.
late-collected = Es wurde abgeholt.


## Listen

jobs-title = **Was gerade für dich erstellt wird**
jobs-none = Für dich wird gerade nichts erstellt. Beginne mit /{ command-generate }.
jobs-more =
    { $count ->
        [one] und { $count } weiterer
       *[other] und { $count } weitere
    }
jobs-open = [öffnen]({ $link })

collect-none = Es warten keine Bilder auf dich. Hier wären die, die nicht zugestellt werden konnten.
collect-last = Das ist alles.
collect-left =
    { $count ->
        [one] { $count } weiteres wartet. Verwende noch einmal /{ command-collect }.
       *[other] { $count } weitere warten. Verwende noch einmal /{ command-collect }.
    }


## An die Person, die den Bot betreibt

alert-credits_exhausted = Dein Pictory-Konto hat keine AI-Credits mehr. Neue Anfragen warten, bis es wieder welche gibt; verloren ging nichts. Füge in Pictory Credits hinzu; der Bot merkt es von selbst.
alert-key_rejected = Pictory nimmt den API-Schlüssel des Bots nicht mehr an, deshalb kann nichts erstellt werden. Erstelle in Pictory unter Settings > API Access einen Schlüssel, setze ihn als PICTORY_API_KEY und starte den Bot neu.


## Ablehnungen, an die Person, die etwas wollte

refused-prompt_short = Der Prompt braucht mindestens { $minimum } Zeichen.
refused-prompt_long = Der Prompt hat { $length } Zeichen; höchstens { $maximum } sind möglich.
refused-ratio = { $model } bietet das Seitenverhältnis { $ratio } nicht an. Möglich sind { $ratios }.
refused-no_reference = { $model } kann kein Referenzbild verwenden. Diese können es: { $models }.
refused-reference_empty = Die Referenz { $name } ist eine leere Datei. Hänge ein Bild als PNG, JPEG oder WebP an.
refused-reference_large = Die Referenz { $name } ist { $size } MB groß; höchstens { $limit } MB sind möglich.
refused-reference_type = Die Referenz { $name } ist kein Bild. Hänge ein Bild als PNG, JPEG oder WebP an.
# $reason ist einer der Sätze unter `rejected`.
refused-reference = { $reason } Es wurden keine Credits verbraucht.
refused-permissions = Mir fehlen Berechtigungen in diesem Kanal: { $names }. Bitte jemanden, der den Server verwaltet, sie zu erteilen, oder nimm die Option { option-private }.
refused-permissions_component = Mir fehlen Berechtigungen in diesem Kanal: { $names }. Bitte jemanden, der den Server verwaltet, sie zu erteilen.
refused-unknown_card = Dieses Bild kenne ich nicht mehr. Erstelle mit /{ command-generate } ein neues.
refused-no_picture = Dieses Bild ist nicht da und lässt sich deshalb nicht variieren.
refused-nothing_failed = Auf dieser Karte ist nichts fehlgeschlagen.
refused-store = Ich kann gerade keine Anfragen annehmen. Es wurde nichts verbraucht. Versuche es in ein paar Minuten noch einmal.
refused-cancel = Ich kann gerade nicht abbrechen. Versuche es in einer Minute noch einmal.
refused-repeated = Das hast du eben schon angefragt, und es wird gerade erstellt.
refused-stopping = Ich werde gerade neu gestartet. Es wurde nichts verbraucht. Versuche es in einer Minute noch einmal.
refused-not_yours = Das kann nur die Person, die dieses Bild angefragt hat.
refused-arriving = Es kommt gleich an.
refused-sorry = Entschuldige, bei mir ist etwas schiefgegangen. Wenn es noch einmal vorkommt, nenne der Person, die diesen Bot betreibt, den Code { $code }.


## Andere private Antworten

answer-prompt = Der ganze Prompt steht in der Datei.
answer-aside = { late-aside } { late-kept }


## Namen der Berechtigungen, wie Discord sie zeigt

permission-view_channel = Kanal ansehen
permission-send_messages = Nachrichten senden
permission-send_messages_in_threads = Nachrichten in Threads senden
permission-attach_files = Dateien anhängen
permission-read_message_history = Nachrichtenverlauf anzeigen
permission-add_reactions = Reaktionen hinzufügen


## Was man mit einem Bild machen kann, das jemand hat: /restyle, /replace, /vary, die Menüs und ✏️

command-restyle = umgestalten
    .description = Ein Bild in einem anderen Stil neu zeichnen; was es zeigt, bleibt
command-replace = ersetzen
    .description = Etwas in einem Bild ersetzen und den Rest so lassen
command-vary = variieren
    .description = Kreative Variationen eines Bildes erstellen
option-image = bild
    .description = Ein Bild als PNG, JPEG oder WebP, von dem ausgegangen wird
option-style_new = stil
    .description = Der Stil, in dem es neu gezeichnet wird
option-subject = motiv
    .description = Was ersetzt werden soll, etwa: der Hund links
option-replacement = ersatz
    .description = Was an seine Stelle kommt, etwa: eine sitzende weiße Katze
option-prompt_extra = prompt
    .description = Was dir sonst noch wichtig ist
choice-no_style = kein Stil
menu-vary = Bild variieren
menu-restyle = Bild umgestalten
menu-use = Als Referenz verwenden
title-vary = Bild variieren
title-restyle = Bild umgestalten
title-use = Als Referenz verwenden
title-edit = Prompt bearbeiten
label-picture = Bild
label-prompt = Prompt
label-extra = Was dir sonst noch wichtig ist
label-style = Stil
label-model = Modell
label-new_reference = Andere Referenz
hint-prompt = Ersetze den Hund im Referenzbild durch eine Katze. Lass den Hintergrund unverändert.
hint-extra = Zum Beispiel: bei Nacht, mit Schnee
hint-reference = Wenn du magst: ein Bild als PNG, JPEG oder WebP, von dem ausgegangen wird
hint-reference_kept = Die Referenz bleibt, wenn du hier kein Bild als PNG, JPEG oder WebP hochlädst
pick-picture = { $n } · { $name }
pick-takes_reference = Kann ein Referenzbild verwenden
pick-takes_no_reference = Kann kein Referenzbild verwenden
answer-which = Welches Bild möchtest du variieren?
answer-edit_long = Dieser Prompt hat { $length } Zeichen, ein Formular fasst höchstens { $maximum }. Der ganze Prompt ist in der Datei. Ändere ihn dort und schick ihn mit /{ command-generate } ab.
refused-subject_empty = Sag, was ersetzt werden soll.
refused-replacement_empty = Sag, was an seine Stelle kommen soll.
refused-subject_long = Was ersetzt werden soll, ist zu lang: Höchstens { $maximum } Zeichen sind möglich.
refused-replacement_long = Was an seine Stelle kommen soll, ist zu lang: Höchstens { $maximum } Zeichen sind möglich.
refused-wish_long = Der Zusatzwunsch ist zu lang: Höchstens { $maximum } Zeichen sind möglich.
refused-outdated = Das gibt es nicht mehr. Fang noch einmal an und wähle etwas anderes.
refused-form = Ich weiß nicht mehr, wofür dieses Formular war. Öffne es noch einmal.
refused-no_picture_there = In dieser Nachricht ist kein Bild als PNG, JPEG oder WebP.


## Die eigenen Bilder: /verlauf, und die Familie eines Bildes

command-history = verlauf
    .description = Deine fertigen Bilder, das neueste zuerst
history-title = **Deine Bilder**
history-none = Du hast noch keine fertigen Bilder. Beginne mit /{ command-generate }.
history-none_fit = So ein Bild hast du nicht. Wähle oben einen anderen Stil oder ein anderes Modell.
history-pictures = { $count } Bilder
history-gone = die Nachricht gibt es nicht mehr
history-closed = die Nachricht kann ich nicht mehr lesen
history-private = nur dir gezeigt
button-newer = Neuere
button-older = Ältere
pick-all_styles = Alle Stile
pick-no_style = Ohne Stil
pick-all_models = Alle Modelle

family-title = **Woraus dieses Bild entstanden ist und was daraus wurde**
family-asked = **dieses Bild**
family-deleted = gelöscht
family-not_done = ohne Bild
family-by = von { $user }
family-generated = erstellt
family-edited = Prompt geändert
family-regenerated = noch einmal erstellt
family-varied = Variation
family-varied_one = Variation von Bild { $n }
family-restyled = in anderem Stil
family-replaced = Motiv ersetzt
family-more =
    { $count ->
        [one] und { $count } weiteres
       *[other] und { $count } weitere
    }
family-many = und viele weitere


## Was jemand bevorzugt: /einstellungen

command-preferences = einstellungen
    .description = Was gilt, wenn du nichts angibst; ohne Optionen siehst du, was eingestellt ist
option-ping = erwähnen
    .description = Dich erwähnen, wenn dein Bild fertig ist
option-language = sprache
    .description = Die Sprache, in der ich dir antworte
option-mention_reference = referenz_erwähnen
    .description = Prompts, in denen die Referenz nicht vorkommt, um einen Satz dazu ergänzen
choice-no_preference = keine Vorliebe
choice-automatic = automatisch, wie in Discord eingestellt
choice-yes = ja
choice-no = nein
# Der eigene Name dieser Sprache.
language-name = Deutsch
preferences-title = **Deine Einstellungen**
preferences-how = Sie gelten, wo ein Befehl nichts anderes sagt. Ändere eine mit /{ command-preferences }, oder wähle „{ choice-no_preference }“, um sie zu löschen.
refused-ratio_unknown = Kein Modell bietet das Seitenverhältnis { $ratio } an. Es gibt { $ratios }.
refused-ratio_preferred = { $model } bietet das Seitenverhältnis { $ratio } nicht an, das du eingestellt hast. Gib auch { option-aspect_ratio } an; möglich sind { $ratios }.


## Was über jemanden gespeichert ist: /datenschutz

command-privacy = datenschutz
    .description = Was ich über dich speichere, und wie du es bekommst oder löschst
privacy-title = **Deine Daten**
privacy-orders = Bis du sie löschst, speichere ich deine Aufträge (Prompt, Optionen, wo sie erstellt und gezeigt wurden, Kosten und Verlauf), deine Einstellungen, und auf welche Schaltflächen und Reaktionen von dir ich geantwortet habe.
privacy-reference = Von einer Referenz speichere ich die Adresse in Discord, nicht die Datei. Ihre Kopie ist in meiner Nachricht.
privacy-while = Aufträge, die du nicht bestätigt hast, bleiben { $hours } Stunden, und Bilder, die nicht zugestellt werden konnten, { $days } Tage oder bis du sie abholst.
privacy-tokens = Zu einem Auftrag speichere ich Discords Schlüssel, um meine Antwort zu bearbeiten; nach 15 Minuten ist er nutzlos. Mein Protokoll nennt Aufträge nach ihrer Nummer und enthält keine Prompts.
privacy-others = Pictory bekommt deine Prompts und Referenzen, Discord meine Nachrichten. Was sie wie lange speichern, bestimmen sie selbst.
button-export = Meine Daten exportieren
button-delete_mine = Alles von mir löschen
button-delete_now = Alles löschen
button-keep_all = Alles behalten
answer-export = In der Datei steht alles, was ich über dich speichere.
refused-export_large = Deine Daten sind auch gepackt { $size } MB groß, und hier können nur { $limit } MB gesendet werden. Versuche es, wo mehr erlaubt ist, oder frage die Person, die diesen Bot betreibt.

erase-title = **Alles von dir löschen?** Das lässt sich nicht rückgängig machen.
erase-rows = Ich vergesse alle deine Aufträge mit ihren Prompts, deine Einstellungen, die Aufträge, die du nicht bestätigt hast, und die Bilder, die auf /{ command-collect } warten.
erase-messages = Danach lösche ich meine Nachrichten mit deinen Bildern, eine nach der anderen. Private Antworten bleiben, und auch Bilder, die ich dir per DM geschickt habe, weil es nicht anders ging.
erase-unreached = Von Nachrichten, die ich nicht gleich löschen kann, speichere ich höchstens { $days } Tage lang die Nummer, ohne deinen Prompt.
erase-stays = Variationen, die andere von deinen Bildern erstellt haben, gehören ihnen und funktionieren weiter. Credits bleiben verbraucht. Falls dich ein Server gesperrt hat, bleibt das so. Ein Auftrag, der bei Pictory noch läuft, wird wegen seiner Kosten beobachtet, ohne deinen Prompt.
erase-nothing = Es wurde nichts gelöscht.
erase-forgotten = Was ich über dich gespeichert hatte, ist gelöscht.
erase-progress = Meine Nachrichten: { $done } von { $total } erledigt.
erase-deleted =
    { $count ->
        [one] { $count } Nachricht ist gelöscht.
       *[other] { $count } Nachrichten sind gelöscht.
    }
erase-unreachable =
    { $count ->
        [one] { $count } Nachricht konnte nicht gelöscht werden, weil ich sie nicht mehr erreiche.
       *[other] { $count } Nachrichten konnten nicht gelöscht werden, weil ich sie nicht mehr erreiche.
    }
erase-left =
    { $count ->
        [one] { $count } Nachricht konnte gerade nicht gelöscht werden. Verwende später noch einmal /{ command-privacy }.
       *[other] { $count } Nachrichten konnten gerade nicht gelöscht werden. Verwende später noch einmal /{ command-privacy }.
    }
erase-stopped = Ich konnte gerade nicht weiter löschen. Verwende später noch einmal /{ command-privacy }, dann mache ich dort weiter.
refused-erasing = Ich lösche es bereits.
refused-still_working =
    { $count ->
        [one] { $count } Auftrag von dir wird noch erstellt oder gesucht, deshalb wurde nichts gelöscht. Warte, bis er fertig ist, oder brich ihn mit /{ command-jobs } ab.
       *[other] { $count } Aufträge von dir werden noch erstellt oder gesucht, deshalb wurde nichts gelöscht. Warte, bis sie fertig sind, oder brich sie mit /{ command-jobs } ab.
    }


## Was man mit einem Bild macht: ⋯ Mehr, Vergleichen, DMs, Löschen, und Bescheid bekommen

panel-title = **Was du mit diesem Bild machen kannst**
panel-delete = Löschen entfernt meine Nachricht für alle. Die Credits bleiben ausgegeben, und was aus dem Bild gemacht wurde, bleibt.
compare-sides =
    { $count ->
        [one] Links die Referenz, rechts das Ergebnis.
       *[other] Links die Referenz, rechts die { $count } Ergebnisse.
    }
alt-compared =
    { $count ->
        [one] Links die Referenz, daneben das Ergebnis, erstellt nach dem Prompt: { $prompt }
       *[other] Links die Referenz, daneben { $count } Ergebnisse, erstellt nach dem Prompt: { $prompt }
    }
answer-mailed = Es ist in [deinen DMs]({ $link }).
answer-deleted = Gelöscht. Die Credits bleiben ausgegeben.
answer-deleted_unseen = Ich habe es vergessen. Die Nachricht kann ich nicht mehr entfernen, aber nur du siehst sie: Blende sie einfach aus.
refused-mail_closed = Deine DMs sind für mich geschlossen. Erlaube Direktnachrichten in den Privatsphäre-Einstellungen dieses Servers und versuche es noch einmal.
refused-no_files = Ich kann die Dateien dieses Bildes nicht mehr lesen.
refused-no_comparison = Hier gibt es keine Referenz zum Vergleichen.
refused-delete_others = Nur wer dieses Bild angefordert hat oder Nachrichten verwalten darf, kann es löschen.
refused-delete_working = Das wird gerade noch erstellt. Brich es zuerst ab.
refused-delete_needed = Aus diesem Bild wird gerade etwas erstellt. Lösche es, wenn das fertig ist.
refused-deleted = Dieses Bild wurde gelöscht.
refused-undeletable = Ich darf die Nachricht hier nicht löschen.
ping-done =
    { $count ->
        [one] { $user }, dein Bild ist fertig.
       *[other] { $user }, deine { $count } Bilder sind fertig.
    }
ping-failed = { $user }, das hat nicht geklappt. Die Karte sagt, warum.


## Bevor viel ausgegeben wird: die Frage, wer abgewiesen wird, und Hinweise auf Reaktionen

ask-what =
    { $count ->
        [one] **Ein Bild mit { $model } kostet { $price }.** Noch ist nichts ausgegeben.
       *[other] **{ $count } Bilder mit { $model } kosten zusammen { $price }.** Noch ist nichts ausgegeben.
    }
ask-why = Bei mehr als { $limit } frage ich hier vorher.
button-make = Erstellen · { $price }
button-leave = Lassen
refused-draft = Das wartet nicht mehr auf dich: Es wurde erstellt oder gelassen, oder ein Tag ist vergangen. Fordere es neu an.
refused-ask_others = Das kann nur entscheiden, wer danach gefragt hat.
refused-blocked = Wer diesen Server verwaltet, lässt dich hier keine Bilder erstellen.
refused-too_many = Du hast { $limit } Aufträge laufen, und mehr sind nicht möglich. Es wurde nichts ausgegeben. Versuche es wieder, wenn einer fertig ist.
note-to = { $user }: { $text }
note-which = Hier sind mehrere Bilder. Reagiere mit { $numbers }, um eines davon zu variieren.


## Was ein Server will: /einstellungen

command-settings = einstellungen
    .description = Was dieser Server will: wann ich vor dem Ausgeben frage, wer nichts erstellt
option-confirm_above = nachfragen_ab
    .description = Vor Aufträgen nachfragen, die mehr Credits kosten; 0 fragt nie
option-block = sperren
    .description = Ein Mitglied, das hier keine Bilder erstellen soll
option-unblock = freigeben
    .description = Ein Mitglied, das hier wieder Bilder erstellen darf
settings-title = **Einstellungen dieses Servers**
settings-asks = Ich frage vor Aufträgen, die mehr als { $limit } kosten.
settings-asks_by_default = Ich frage vor Aufträgen, die mehr als { $limit } kosten, da nichts anderes eingestellt ist.
settings-never_asks = Ich frage nie vor Aufträgen, egal was sie kosten.
settings-nobody_blocked = Niemand ist gesperrt.
settings-blocked = Gesperrt: { $members }
settings-blocked_many = Gesperrt: { $members } und andere
settings-changed = Geändert: { $setting }
settings-now_blocked = { $user } erstellt hier ab jetzt keine Bilder.
settings-blocked_before = { $user } war schon gesperrt.
settings-now_unblocked = { $user } darf hier wieder Bilder erstellen.
settings-not_blocked = { $user } war nicht gesperrt.
refused-manage_server = Das kann nur, wer diesen Server verwaltet.
refused-block_oneself = Du kannst dich nicht selbst sperren.
refused-block_bot = Bots erstellen hier ohnehin keine Bilder.
