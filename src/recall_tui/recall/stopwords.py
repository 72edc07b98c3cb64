"""Function words by language: left out of the index, and what a text's language is told by.

Closed classes only: articles, pronouns, prepositions, conjunctions, auxiliaries, particles. Words that are
also nouns one may have written about are not here (French été, Italian stato, German Weg), which is why no
ready-made list is used: those of stopwords-iso and stop-words take out Mensch, vita, жизнь and their like.
"""

from __future__ import annotations

# Keys are names of Snowball stemmers.
STOP_WORDS = {
    "english": """
    a about after again against all also am an and any are as at be because been before being below
    between both but by can could did do does doing down during each else even few for from further
    get got had has have having he her here hers herself him himself his how however i if im in into
    is it its itself ive just let like may me might more most much must my myself no nor not now of
    off on once one only or other our ours out over own really same she should so some such than
    that thats the their theirs them then there these they this those through to too under until up
    us very was we were what when where which while who whom why will with would you your yours s t
    """,
    "german": """
    aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus
    bei beim bin bis bist da dabei dadurch dafür dagegen daher damit dann daran darauf daraus darin darüber
    darum das dass davon dazu dein deine deinem deinen deiner dem den denen denn der deren des dessen deshalb
    dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines
    einige einigen einiger einmal er es etwa etwas euch euer eure für gegen gewesen hab habe haben hat hatte
    hatten hattest hätte hätten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in
    indem ins ist ja jede jedem jeden jeder jedes jedoch jene jenem jenen jener jenes jetzt kann kannst kein
    keine keinem keinen keiner konnte konnten können könnte könnten man manche manchem manchen mancher manches
    mehr mein meine meinem meinen meiner meines mich mir mit muss musste mussten müssen nach nachdem neben
    nicht nichts noch nun nur ob obwohl oder ohne schon sehr seid sein seine seinem seinen seiner seines seit
    selbst sich sie sind so solche solchem solchen solcher solches soll sollen sollte sollten sondern sonst
    sowie über um und uns unser unsere unserem unseren unserer unter vom von vor war waren warst warum was
    weil welche welchem welchen welcher welches wenn wer werde werden werdet wie wieder will wir wird wirst wo
    wollen wollte wurde wurden während wäre wären zu zum zur zwar zwischen
    """,
    "french": """
    à ai aie ainsi alors après as au aucun aucune auquel aussi autre autres aux avaient avais avait avant avec
    avez avoir avons ayant beaucoup c car ce ceci cela celle celles celui ces cet cette ceux chaque chez comme
    comment contre d dans de depuis des donc dont du elle elles en encore entre est et étaient étais était
    étant être eu eux fut furent ici il ils j jamais je jusque l la laquelle le lequel les lesquelles lesquels
    leur leurs lorsque lui m ma mais me même mêmes mes moi moins mon n ne ni nos notre nous on ont ou où par
    parce parmi pas peu peut peuvent peux plus plusieurs plutôt pour pourquoi presque puis puisque qu quand
    que quel quelle quelles quelque quelques quels qui quoi s sa sans se selon sera serai serait seront ses si
    soi soit sommes son sont souvent sous suis sur t ta te tes toi ton toujours tous tout toute toutes très
    trop tu un une voici voilà vos votre vous y ça étions
    """,
    "spanish": """
    a ahí ahora al algo alguien algún alguna algunas alguno algunos allí ante antes aquel aquella aquellas
    aquello aquellos aquí así aún aunque cada casi como cómo con contra cual cuál cuales cualquier cuando
    cuándo de debe deben del desde después donde dónde dos durante e el él ella ellas ellos en entonces entre
    era eran eras eres es esa esas ese eso esos esta está estaba estaban están estar estas este esto estos
    estoy fue fueron ha había habían haber han has hasta hay he hemos la las le les lo los más me mi mí
    mientras mis misma mismas mismo mismos mucha muchas mucho muchos muy ni ningún ninguna ninguno no nos
    nosotros nuestra nuestras nuestro nuestros nunca o os otra otras otro otros para pero poco pocos podía por
    porque puede pueden pues que qué quien quién quienes se sea sean según ser será si sí sido siempre siendo
    sin sino sobre sois solo sólo somos son soy su sus también tampoco tan tanto te tenía tengo ti tiene
    tienen toda todas todavía todo todos tu tú tus tuvo u un una unas uno unos usted ustedes vosotros y ya yo
    """,
    "italian": """
    a abbia abbiamo ad agli ai al alcune alcuni all alla alle allo allora altra altre altri altro anche ancora
    anzi avere aveva avevano avevo c che chi ci ciò cioè coi col come con contro così cui d da dagli dai dal
    dall dalla dalle dallo degli dei del dell della delle dello dentro di dopo dove dovrebbe due dunque
    durante e è ed egli era erano eri ero essere fino fosse fra fu furono già gli ha hai hanno ho i il in
    infatti invece io l la le lei li lo loro lui ma mai me mentre mi mia mie miei mio molta molte molti molto
    ne né negli nei nel nell nella nelle nello nessun nessuna nessuno no noi non nostra nostre nostri nostro o
    ogni oppure perché perciò però per più poco poi può proprio pure qualche quale quali quando quanto quasi
    quei quel quella quelle quelli quello quest questa queste questi questo qui quindi sarebbe sarà se sé
    sempre senza si sia siamo siano siete sono sopra sotto su sua sugli sui sul sull sulla sulle sullo suo
    suoi tra troppo tu tua tue tuo tuoi tutta tuttavia tutte tutti tutto un una uno vi voi vostra vostre
    vostri vostro
    """,
    "portuguese": """
    a à ainda além algo alguém algum alguma algumas alguns ali ante antes ao aos apenas após aquela aquelas
    aquele aqueles aquilo aqui as às assim até cada com como contra da dá daquele das de dela delas dele deles
    depois desde dessa desse desta deste do dos durante e é ela elas ele eles em enquanto então entre era eram
    essa essas esse esses esta está estamos estão estar estas estava estavam este estes estou eu foi foram
    fosse há havia isso isto já lhe lhes mais mas me menos mesma mesmo meu meus mim minha minhas muita muitas
    muito muitos na não nas nela nele nem nenhum nenhuma nessa nesse nesta neste no nos nós nossa nossas nosso
    nossos num numa nunca o onde os ou outra outras outro outros para pela pelas pelo pelos per pode podem
    pois por porque porém pouco qual quais qualquer quando quanto quase que quê quem são se seja sem sempre
    sendo ser será seu seus sido só sob sobre somos sou sua suas também tanto te tem têm temos tenho ter teu
    tinha tinham toda todas todo todos tu tua tudo um uma umas uns você vocês vos
    """,
    "catalan": """
    a abans això aquell aquella aquells aquest aquesta aquestes aquests al algun alguna alguns als altra altre
    altres amb aquí així cada com contra d dels del des després doncs dos durant e eixe el ell ella elles ells
    els em en encara ens entre era eren es és eres està estan estava ets fins fou gairebé ha havia han he hem
    hi ho i ja jo l la les li llavors lo m malgrat mai més meu meva meves meus molt molta molts moltes n ni
    ningú no nosaltres nostra nostre nostres o on per però perquè poc pot poden qual quals quan que què qui s
    sa se segons sempre sense ser seu seus seva seves si sia sigui són sobre sóc sota també tan tant te tenen
    teu tot tota totes tots un una unes uns va van vaig vam vosaltres vostè
    """,
    "romanian": """
    a abia acea aceasta această aceea aceeași acei aceia acel acela acele acelea acest acesta aceste acestea
    acestei acestor acestui acolo acum ai aici al ale alt alta altă alte alți am ar are aș asta astfel asupra
    atunci au avea avem aveți avut ca că căci când care cât câte câteva ce cea ceea cei cel cele celor chiar
    ci cine cineva ceva cu cum cumva dacă dar dat de deci decât deja deoarece deși despre din dintre doar după
    ea ei el ele era erau este eu fără fi fie fiecare fiind fost i iar îi îl îmi în înainte încă își îți între
    într la le li lor lui mai mele mereu meu mi mie mine mult multă multe mulți ne nici nimeni nimic
    niște noi noastră noastre nostru nu numai o or ori oricare orice pe pentru peste poate pot prea prin
    printre s sa să sau săi său se spre sub sunt suntem tale tău te ți toate tot toți totuși tu un una unde
    unei unele uneori unii unor unui unuia vă vi voi vom vor vreo vreun și şi ţi îşi deşi totuşi si in cand
    daca fara dupa pana până
    """,
    "dutch": """
    aan achter al alle alleen alles als altijd andere anders ben bent bij binnen daar daarom dan dat de deze
    die dit doch doen door dus echter een eens elk elke en enkele er erg ergens eigen geen geweest had hadden
    heb hebben hebt heeft heel hem hen het hier hij hoe hoewel hun iemand iets ik in is ja je jij jou jouw
    jullie kan kon konden kun kunnen kunt maar mag me meer meest men met mij mijn moest moet moeten naar naast
    niemand niet niets nog nooit nu of om omdat onder ons onze ook op over per pas reeds sinds slechts sommige
    steeds te tegen ten ter terwijl toch toen tot totdat tussen u uit uw vaak van vanuit veel vooral voor
    voordat want waar waarom wanneer waren was wat we wel welke werd werden wie wij wil wilde worden
    wordt zal ze zei zeer zelf zelfs zich zij zijn zo zoals zonder zou zouden zodat
    """,
    "swedish": """
    aldrig all alla allt alltid alltså andra annan annat att av bara blev bli blir blivit bland både de dem
    den denna deras dess dessa det detta dig din dina ditt dock du då där därför efter eftersom ej eller en er
    era ett fick finns flera fram från för före genom gjorde gör ha hade han hans har hela henne hennes hon
    honom hur här i ibland icke igen in inga ingen inget ingenting innan inne inom inte ja jag ju kan kanske
    kommer kunde kunna lite man med medan mellan men mer mest mig min mina mitt mot mycket många måste ned ni
    nog nu något någon några när nästan och också ofta om oss på redan samma sedan sig sin sina sitt själv ska
    skall skulle som så sådan sådana sådant till trots under upp ut utan vad var vara varför varit varje vart
    vem vid vilka vilken vilket vill vi vår våra vårt än ändå är även åt över
    """,
    "danish": """
    ad af aldrig alle alt altid altså anden andet andre at bare begge blandt blev blive bliver blevet både da
    de dem den denne der deres derfor des det dette dig din dine disse dit dog du efter ej eller en end endnu
    er et flere for fordi fra få får før gennem gør ham han hans har havde have hele hen hende hendes her hos
    hun hvad hver hvem hvilke hvilken hvis hvor hvordan hvorfor hvornår i ikke ind ingen inden intet jeg jer
    jo kan kom kun kunne lige man mange med meget mellem men mens mere mest mig min mindre mine mit mod må
    måske ned nej noget nogen nogle nok nu når nær og også om op os over på samme selv sig siden sin sine sit
    skal skulle som stadig således så sådan til ud uden under var ved vi vil ville vor vores være været
    """,
    "norwegian": """
    aldri alle alt alltid altså andre annen annet at av bare begge ble bli blir blitt både da de deg dem den
    denne der dere deres derfor det dette din dine disse ditt du då eg ein ei eit eller en enda er et etter
    fleire flere for fordi fra fram frå før få får gjennom gjør gjorde ha hadde han hans har hele henne hennes
    her hos hun hva hvem hver hvilke hvilken hvis hvor hvordan hvorfor i ikke ikkje ingen inn innen ja jeg jo
    kan kom korleis kun kunne kva kvar kvifor like man mange med meg meget mellom men mens mer mest mi min
    mindre mine mitt mot mye mykje må måtte ned nei noe noen nok noko nokon når nå og også om opp oss over
    på samme samtidig seg selv siden sin sine sitt sjøl skal skulle slik som så sånn til ut uten under var ved
    vi vil ville vår våre vart være vært vere ifra
    """,
    "finnish": """
    aina ainakin alla ei eikä eivät ehkä elle emme en ennen ennenkuin entä eri et ette että he heidän heille
    heitä hän häneen hänelle hänen hänet häntä ilman itse ja jo joiden joihin joilla joille joissa joista
    joita joka jokainen joko joku jolla jolle jollei jona jonka jos joskus jossa josta jota jotain joten jotka
    jotta juuri kai kaikki kaikkea kaikkien kanssa kautta keiden ken kenen kenelle ketkä koko koska koskaan
    kuin kuinka kuitenkin kuka kun kuten kyllä lisäksi luona me meidän meille meitä melko mikä mikään miksi
    mille millä minkä minua minulla minulle minun minut minä missä mistä mitä mitään miten molemmat muiden
    muita mukaan muut muuta mutta myös ne niiden niihin niille niin niistä niitä niissä noin nuo nyt näiden
    näitä nämä ole olemme olen olet olette oli olisi olivat olla olleet ollut on ovat paljon pitäisi päälle
    saa sekä sen siellä sieltä siihen siinä siis siitä sillä silloin siksi sinulle sinun sinä sitten sitä se
    taas tai te teidän tuo tuolla tuon tuota tähän täällä tällä tämä tämän tässä tästä tätä vaan vai vaikka
    vain varten vasta vielä voi voidaan voin voivat yhä yli
    """,
    "hungarian": """
    a abban addig ahol aki akik akkor alatt által általában amely amelyek amelyet ami amiért amikor amit annak
    annyi arra arról az azaz azért azok azokat azon azonban azt aztán azzal bár be belőle bele benne csak de e
    ebben eddig egy egyes egyik egyre egyszer ehhez el ellen előtt elég én ennek erre erről és ez ezek ezeket
    ezen ezért ezt ezzel fel felé ha hanem hát hiszen hogy hogyan hol ide így igen illetve ilyen is ismét itt
    jobban kell kellett ki kívül között közben le legalább lehet lehetett lenne lenni lesz lett maga magát
    majd már más meg még mellett melyik mely mert mi mikor milyen mind minden mindig mint mintha mit mivel
    miért míg most múlva nagyon ne néha nekem neki nekik nélkül nem nincs olyan ott ő ők őket önnek össze
    pedig rá s se sem semmi sok sokkal számára szerint szét szinte talán te tehát ti tovább több túl újra után
    úgy vagy vagyis vagyok való valaki valami van vannak velem vele vissza viszont volna volt voltak
    """,
    "turkish": """
    acaba ama ancak arada artık asla aslında ayrıca bana bazen bazı belki ben beni benim bile bir biraz birçok
    biri birkaç biz bize bizi bizim bu buna bunda bundan bunlar bunları bunu bunun böyle bütün çok çünkü da
    daha dahi de değil diye dolayı eğer en fakat gibi göre ha hangi hani hatta hem henüz hep hepsi her hiç
    için ile ise işte kadar karşın kendi kendine kendini ki kim kimse madem mi mı mu mü nasıl ne neden nerede
    nereye niye niçin o olan olarak oldu olduğu olduğunu olsa olur olması olmak on ona ondan onlar onları
    onların onu onun oysa öyle pek rağmen sadece sana sanki sen seni senin siz size sizi sizin sonra sürece
    şey şimdi şöyle şu şunu tüm üzere var ve veya ya yani yine yok zaten
    """,
    "polish": """
    a aby ale albo ani aż bardzo bez bo bowiem by być był była było były będzie będą ci cię co coś czego czy
    czyli dla dlaczego dlatego do gdy gdyby gdyż gdzie go i ich ile im inne inny innych ja jak jaki jakie jako
    jakiś jednak jego jej jemu jest jestem jeszcze jeśli jeżeli już każda każdy każde kiedy kto która które
    którego której który których którym którzy ku lecz lub ma mają mam mi mną mnie może można mój moja moje mu
    my na nad nam nami nas nasz nasza nawet nic nich nie niego niej nim nimi niż o obok od około on ona one
    oni ono oraz po pod ponad ponieważ poza przed przede przez przy raczej również sam są się siebie skąd
    sobie swoje swój ta tak taki takie także tam te tego tej temu ten to tobie tu tutaj twój twoja ty tych
    tylko tym tymi u w we wam was wasz więc wielu wszyscy wszystko wszystkie wtedy właśnie z za zawsze ze
    żaden że żeby
    """,
    "czech": """
    a aby aj ale ani asi až bez bude budem budou by byl byla byli bylo byly být co což či další do ho i já jak
    jako jaký je jeho jej její jejich jen jenž jestli ještě ji jich jim jiné jiný již jsem jsi jsme jsou jste
    k kam každý kde kdo kdy když ke která které který kteří ku ma má mají máme mezi mě mi mít mne mnou můj
    mohou může my na nad nám námi náš naše ne nebo nebyl nebylo než nic není nich ním o od on ona oni ono pak
    po pod podle pokud pouze potom pro proč proto protože před přes přesto při s se si sice sebe své svůj svou
    svých ta tak také takže tam tato te tě tedy ten tento této tím to tobě toho tohoto tom tomto tomu tu tuto
    tvůj ty tyto u už v vám vás váš ve více však všechno všech všichni vy z za zde ze že
    """,
    "russian": """
    а без более больше будем будет будешь будто будут был была были было быть в вам вами вас ваш ваша ваше
    ваши ведь весь во вот впрочем все всегда всего всей всем всех всё всю вся вы где да даже для до другой
    другие его ее её ей ему если есть еще ещё ж же за здесь и из или им ими иногда их к каждый как какая какие
    какой ко когда кого кому конечно которая которого которой которые который которых которым кто куда ли либо
    лишь между меня мне мной много мог могут можно может мои мой моя мое моё мы на над надо нас нам нами наш
    наша наше наши не него нее неё ней некоторые нельзя нет несколько нибудь никогда ним ними них ничего но ну
    нужно о об однако он она они оно от очень перед по под пока после потом потому почему почти при про разве
    с сам сама сами само своего своей свои своих свой свою себе себя сейчас со совсем так такая также такие
    такое такой там твой твоя тебе тебя тем теперь тех то тобой тогда того тоже той только том тому тот ту тут
    ты у уж уже хоть хотя чего чем через что чтоб чтобы чуть эта эти этим этих это этого этой этом этому этот
    эту я
    """,
    "greek": """
    αλλά αν ανάμεσα αντί από αργότερα ας αυτά αυτές αυτή αυτήν αυτό αυτοί αυτόν αυτός αυτού αυτούς αυτών γι
    για γιατί δε δεν διότι εάν εγώ εδώ είμαι είμαστε είναι είχα είχαν είχε εκεί εκείνη εκείνο εκείνος ένα έναν
    ένας ενός ενώ εμάς εμείς εμένα εσείς εσύ έτσι έχει έχουμε έχουν έχω η ή ήδη ήμουν ήταν θα ίσως και κάθε
    κάθως καθώς κάποια κάποιο κάποιος κάποιοι κατά κι λοιπόν μα μας με μέσα μετά μέχρι μη μην μια μία μιας
    μόνο μου να ναι ξανά ο οι όλα όλες όλη όλοι όλο όμως όπου όπως όσο όταν ό ότι ούτε όχι παρά πια πιο ποια
    ποιο ποιος πολύ που πού πριν προς πως πώς σας σαν σε στα στη στην στις στο στον στους συ τα ταν τη την της
    τι τις το τον τότε του τους τού των χωρίς ώστε ως
    """,
    "indonesian": """
    ada adalah agar akan aku anda antara apa apakah atas atau bagaimana bagi bahwa banyak beberapa belum
    berada bisa bukan dalam dan dapat dari daripada dengan di dia harus hanya hingga ia ini itu jadi jika juga
    kalau kami kamu karena ke kepada ketika kita lagi lain lalu lebih maka masih mereka meskipun mungkin namun
    oleh pada para pernah saat saja sambil sampai sangat saya sebagai sebelum sebuah secara sedang sehingga
    sejak selalu semua sendiri seperti serta sesuatu setelah setiap suatu sudah supaya tanpa tapi telah
    tentang terhadap tersebut tetapi tidak untuk walaupun yaitu yang
    """,
    "serbian": """
    a ali ako bez bi bih bila bilo bio biti će da dok do ga gde gdje i ih ili iz ja je jedan jedna jer još kad
    kada kako kao kod koja koje koji koju kojim kojih li me mi mu na nad nakon nam nas ne nego neki neke nije
    nisu ni nisam njega njegov njen njih njihov o od oko on ona oni ono osim ova ovaj ove ovo po pod pored
    posle prema pre pri preko sa sam samo se sebe si smo ste su sva sve svi svoj svoje ta tada taj tako takođe
    također te ti to toga tom tu u uz va vam više vrlo za zato što šta ću а али ако без би бих била било био
    бити ће да док до где га и их или из ја је један једна јер још кад када како као код која које који коју
    којим којих ли ме ми му на над након нам нас не него неки неке није нису њега његов њен њих њихов о од око
    он она они оно осим ова овај ове ово по под поред после према пре при преко са сам само се себе си смо сте
    су сва све сви свој своје та тада тај тако такође те ти то тога том у уз више врло за зато што шта ћу
    """,
    "arabic": """
    في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين لا ما ماذا لم لن كان كانت يكون تكون هو هي هم نحن أنا
    أنت أن إن أنه أنها إذا إذ كل بعض أو أم ثم قد لقد بعد قبل بين عند عندما كما لكن لأن حتى منذ حيث كيف أي أين
    متى ليس ليست غير هناك هنا فيه فيها به بها له لها لهم منه منها عليه عليها إليه أيضا أيضًا فقط خلال دون تحت
    فوق و ف ب ل وهو وهي ولا وقد وكان ومن وفي وأن أكثر مثل لذلك
    """,
    "hindi": """
    है हैं था थे थी थीं हो होता होती होते हूँ हूं के में की और का को से पर यह ये वह वे ने कि एक भी नहीं इस उस
    इन उन जो तो कर करता करते करना किया हुआ हुई हुए अपने अपना अपनी हम मैं मुझे तुम आप उसे इसे उनके उसके इसके
    मेरे मेरा मेरी लिए तक साथ बाद जब तब अब यहाँ वहाँ क्या क्यों कैसे कहाँ कौन कोई कुछ सब ही न या लेकिन अगर तथा
    एवं गया गई गए रहा रही रहे सकता सकते सकती जैसे बहुत फिर
    """,
    # Not stemmed by Snowball; here so that they are not taken for their neighbours.
    "bulgarian": """
    аз ако без беше би бил била били бъде в вас ваш вече ви все всеки всички във върху г ги го да дали до
    докато е един една едно ето за защо защото и из или им има как каква какво както като кога когато което
    които кой която към ли между ме мен ми много му на над най нас не него нея ни нито но някои някой няма о
    от около освен по под после почти пред преди през при са само се си след сме сте съм със тази така там те
    теб тези ти това тогава този той том точно трябва тук ту тя тях у че чрез ще щом я
    """,
    "ukrainian": """
    або але без би був була були було бути в вам вас ваш вже ви він вона вони воно все всі всіх для до його з
    за зі і із й її їм їх ще що щоб же коли крім лише між мене мені ми може на над навіть нам нас наш не
    нею неї ним них ні а про під після по при проти своє свої свого собі та так також такий там те тебе ти тим
    тих то тоді той тому тут у хто це цей ці цього чи чому через як яка яке який які яких якщо я
    """,
    "slovak": """
    aby ak aj ako ale alebo ani až bez bol bola boli bolo bude budem budú by byť cez čo či do ho iba ich iné
    ja jeho jej k kam každý kde keď kto ktorá ktoré ktorí ktorý ku len ma má majú mať medzi mi mňa môj môže
    možno my na nad nám náš nie niečo nič o od on ona oni ono pod podľa pokiaľ pre pred pretože preto pri sa
    seba si sme som ste sú svoj svoje tak takže tam táto ten tento tieto to toho toto tu už v vám viac však
    všetko všetky vo z za zo že
    """,
    "slovenian": """
    ali ampak bi bil bila bili bilo biti bo bodo brez če čez da do drugi ena eden in iz jaz je jih jo ker ki
    kako kaj kadar kjer ko kot le me med mi moj moja mora na nad naj ne ni nič niso nje njegov njen o ob od on
    ona oni pa po pod pri pred preko proti s sa se sem si sicer skozi smo so ste svoj ta tako tem teh te to
    tudi tu v vas ves vse vsi z za zakaj zaradi zato že
    """,
}
