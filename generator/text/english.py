"""Four classes of English words, in lower case, for finding noun phrases in abstracts."""

from __future__ import annotations

FUNCTION_WORDS = frozenset(
    """
    a about above across after again against al all almost alone along already also although always am amid among
    amongst an and another any are around as at be because been before behind being below beneath beside between
    beyond both but by can cannot could despite did do does doing done down due during e.g each eg eight either else
    et etc even ever every few first five for former four from further furthermore had has have having he hence her
    here him his how however i i.e ie if in instead into is it its itself just later latest latter less let lets
    like many may me meanwhile might more moreover most much must my namely neither never nevertheless nine no non
    nonetheless nor not nothing now of off often on once one ones only onto or other others otherwise our ours
    ourselves out over overall own particular per perhaps prior quite rather regardless respectively same second
    seven several shall she should similarly simply since six so some sometimes somewhat still such ten than that
    the their theirs them themselves then there thereby therefore these they third this those though three through
    throughout thus to together too toward towards two under unlike until up upon us usually versus very via vs vs.
    was we well were what when whenever where whereas wherein whether which while whilst who whole whom whose why
    widely will with within without would yet you your
    """.split()
)
"""Words that neither begin nor end a noun phrase: articles, pronouns, prepositions, adverbs of manner and time."""

VERBS = frozenset(
    """
    achieve achieved achieves achieving address addressed addresses addressing adopt adopted adopting adopts aim
    aimed aiming aims allow allowed allowing allows analyse analysed analyses analyze analyzed analyzes applied
    applies apply applying argue argued argues arise arises based become becomes began begin believe benefit
    benefits bring brings build builds built call called capture captured captures capturing cause caused causes
    choose chosen combine combined combines combining compare compared compares comparing compute computed computes
    conclude conduct conducted conducting consider considered considering considers consist consists construct
    constructed constructs contain containing contains contribute contributes create created creates creating define
    defined defines defining demonstrate demonstrated demonstrates demonstrating depend depends derive derived
    derives deriving describe described describes designed determine determined determines develop developed
    developing develops discover discovered discovering discuss discussed employ employed employing employs enable
    enabled enables enabling encourage encourages enhance enhanced enhances enhancing ensure ensures ensuring
    establish established evaluate evaluated evaluates evaluating examine examined examines exhibit exhibits exist
    existing exists explain explains exploit exploiting exploits explore explored explores extend extended extending
    extends faces facilitate facilitates fail failed fails find finds focused focuses focusing follow followed
    follows formulate formulated found gain gained gains generalize generalizes generate generated generates get
    give given gives giving go goes going help helping helps holds identified identifies identify identifying
    illustrate illustrates implement implemented implements improve improved improves improving include included
    includes including incorporate incorporates incorporating increase increased increases increasing indicate
    indicates indicating infer infers inspired integrate integrates integrating introduce introduced introduces
    introducing investigate investigated investigates investigating involve involves involving keep keeps know known
    lack lacks lead leading leads learn learned learns learnt leave leaves led leverage leveraged leverages
    leveraging limited limits made maintain maintaining maintains make makes making match matches matching maximize
    meet minimize motivate motivated needed needs observe observed observes observing obtain obtained obtaining
    obtains occur occurs offer offers operate operates outperform outperformed outperforming outperforms overcome
    perform performed performing performs plays pose poses possible predict predicted predicts present presented
    presenting presents prevent prevents produce produced produces producing propose proposed proposes proposing
    prove proved proven proves provide provided provides providing put raise raises ranges reach reaches receive
    received recognize reduce reduced reduces reducing refer referred refers relate related relies rely remain
    remaining remains replace reported reports represent represented represents require required requires requiring
    resulted resulting reveal reveals runs say see seek seeks seem seems seen select selected selects serve serves
    shared shares show showed showing shown shows solve solved solves solving starts studied studies suffer suffers
    suggest suggested suggests summarize support supports surpass surpasses surpassing tackle tackles take taken
    takes taking tend tends tested think train trains try trying turn turns understand unify use used useful uses
    using utilize utilized utilizes utilizing validate validated validates varies vary verifies verify want yield
    yielding yields
    """.split()
)
"""Verb forms common in abstracts, without forms that are as often nouns: "training", "design", "search"."""

LOOSE_ADJECTIVES = frozenset(
    """
    able available best better big certain challenging common comparable competitive complex comprehensive
    considerable consistent convenient correct critical crucial current cutting-edge desirable detailed different
    difficult easy effective efficient empirical entire essential excellent existing extensive far-reaching fast
    faster first-ever following fundamental good great greater hard high high-performance high-quality higher
    highest huge ill-suited important impressive in-depth inherent initial interesting key large large-scale larger
    last limited long long-standing low low-cost lower main major meaningful minimal minor modern multiple
    near-optimal necessary new non-trivial novel numerous obvious open-source original past popular possible
    potential powerful practical present previous promising proper real real-life real-world recent relative
    relevant reliable remarkable rich robust satisfactory significant similar simple single small small-scale
    smaller so-called special specific standard state-of-the-art straightforward strong substantial successful
    sufficient suitable superior total traditional true typical underlying unique up-to-date useful usual valuable
    variety various vast well-designed well-established well-known well-studied wide wide-ranging worse worst
    """.split()
)
"""Adjectives that praise or compare and name nothing: a "novel framework" is a framework."""

GENERIC_NOUNS = frozenset(
    """
    abilities ability account accuracy advance advances advantage advantages aim algorithm algorithms analysis
    application applications approach approaches architecture architectures area areas article aspect aspects
    assumption assumptions attempt author authors baseline baselines basis behavior behaviors benefit benefits
    capabilities capability case cases category challenge challenges change changes characteristic characteristics
    choice code community comparison component components concept concepts condition conditions content context
    contexts contrast contribution contributions cost costs data dataset datasets datum degree demand design detail
    details development difference differences difficulty dimension direction directions distribution domain domains
    effect effectiveness effects efficacy efficiency effort efforts element elements end environment error errors
    evaluation evidence example examples existence experience experiment experiments extent fact factor factors
    feature features field fields figure form format framework frameworks function functionality functions future
    gap generation goal goals group groups guidance hand hypothesis idea ideas impact implementation importance
    improvement improvements increase inference influence information input inputs insight insights instance
    instances interest issue issues item items key kind knowledge lack language learning level levels limitation
    limitations line literature lot majority manner margin means measure measures mechanism mechanisms method
    methodology methods metric metrics model models module modules nature need needs network networks notion number
    numbers object objective objectives observation observations optimization order outcome outcomes output outputs
    overview paper papers paradigm parameter parameters part parts people performance perspective perspectives phase
    phenomenon point points possibility power practice prediction presence principle principles problem problems
    procedure procedures process processes progress project properties property proposal purpose quality quantity
    question questions range rate rates ratio reason reasons relation relationship relationships representation
    representations requirement requirements research researchers resource resources response responses result
    results role sample samples scale scenario scenarios scheme schemes scope section sense sequence series set sets
    setting settings setup shortcoming show side signal situation situations size solution solutions source sources
    space stage stages standard state states step steps strategies strategy strength structure structures studies
    study style subject success suite survey system systems task tasks team technique techniques technologies
    technology term terms test tests text theory thing things time times tool tools topic topics total training
    trend trends type types understanding usage use user users value values variable variables variant variants
    variation variety version versions view way ways weakness word words work works world year years
    """.split()
)
"""Nouns that alone name no subject: every paper has a "method" and "results"."""
