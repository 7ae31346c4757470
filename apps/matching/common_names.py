"""Names that very many people bear, from general knowledge of the world's most frequent given and family names.

Such a word says little of who its bearer is, and is no misspelling of another name. A word that is missing here makes a
hit likelier, never less likely. Each stands in one spelling of several (`matching.letters.sound_of`).
"""

from apps.matching.letters import sound_of

_NAMES = """
    muhammad mohamed ahmad ahmed ali hassan hasan hussein husayn hossein ibrahim yusuf yousef ismail omar umar osman
    uthman khalid khaled hamid hameed mahmud mahmoud mustafa murtaza salim saleem salih saleh samir tariq jamal kamal
    karim kareem rahim rahman abdul abdullah abdallah aziz nasser nasir bilal walid fahd faisal said saeed amin amir
    anwar abbas jafar haidar mahdi mehdi reza hamza yasin bakr khalil rashid habib musa isa yahya zakaria sulayman
    suleiman dawud adam idris nabil majid faris marwan ziad ghassan imad
    fatima aisha khadija mariam maryam zainab zahra layla amina hanan noor huda salma samira
    khan malik hussain sheikh shah mirza butt chaudhry qureshi ansari siddiqui
    karimi rahimi hosseini husseini mohammadi ahmadi hashemi rezaei moradi jafari ebrahimi akbari kazemi sadeghi
    haddad najjar khoury mansour nassar darwish
    john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark
    donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary
    nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick
    jack dennis jerry tyler aaron henry adam peter simon martin philip
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret betty sandra ashley
    emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia kathleen amy angela anna
    helen christine samantha katherine emma rachel julia nicole diana catherine
    smith johnson williams brown jones miller davis wilson anderson thomas taylor moore jackson martin lee thompson
    white harris clark lewis robinson walker young allen king wright scott green baker adams nelson hill campbell
    mitchell roberts carter phillips evans turner parker collins edwards stewart morris murphy cook rogers morgan cooper
    peterson reed bailey bell kelly howard ward cox richardson watson brooks wood bennett gray james hughes
    jose juan luis carlos jorge miguel antonio manuel francisco jesus pedro javier rafael fernando ricardo eduardo
    roberto alberto mario sergio alejandro andres diego raul ramon enrique arturo oscar hector victor pablo alvaro
    jaime ruben angel gabriel guillermo ignacio gustavo julio cesar ernesto felipe rodrigo hugo ivan
    maria ana carmen rosa isabel lucia elena marta teresa pilar cristina beatriz gloria silvia claudia adriana
    garcia gonzalez rodriguez fernandez lopez martinez sanchez perez gomez diaz hernandez alvarez jimenez moreno munoz
    romero alonso gutierrez navarro torres dominguez vazquez ramos ramirez serrano blanco molina morales suarez ortega
    delgado castro ortiz rubio marin iglesias medina cruz flores rivera reyes vargas mendoza castillo herrera guerrero
    aguilar rojas salazar vega contreras chavez campos espinoza
    joao silva santos oliveira souza rodrigues ferreira alves pereira lima gomes ribeiro carvalho almeida costa soares
    fernandes vieira barbosa rocha dias nunes marques mendes martins lopes teixeira paulo marcos lucas bruno thiago
    jean pierre michel philippe alain jacques bernard francois laurent christophe nicolas julien olivier thierry marie
    nathalie isabelle sylvie catherine dubois durand moreau laurent lefebvre leroy roux fournier girard bonnet dupont
    lambert fontaine rousseau vincent faure mercier blanc garnier
    hans peter wolfgang klaus thomas stefan andreas michael jurgen christian matthias werner helmut uwe bernd frank
    muller schmidt schneider fischer weber meyer wagner becker schulz hoffmann koch bauer richter klein wolf schroder
    neumann schwarz zimmermann braun hofmann hartmann lange schmitt werner krause
    giovanni giuseppe marco andrea francesco antonio mario luigi paolo stefano alessandro roberto rossi russo ferrari
    esposito bianchi romano colombo ricci marino greco bruno gallo conti giordano rizzo lombardi moretti
    jan piotr krzysztof andrzej tomasz pawel marcin jakub anna katarzyna malgorzata agnieszka nowak kowalski wisniewski
    wojcik kowalczyk kaminski lewandowski zielinski novak svoboda novotny dvorak horvat kovac marin ivan josip petr
    pavel jiri jaroslav miroslav martin tomas
    ana ivana jelena milica mirjana marija ljubica vesna snezana dragica marina nada
    milan dragan zoran goran nikola marko aleksandar slobodan dejan nenad luka petar ante mate jure stjepan tomislav
    zeljko mario branko mladen davor damir jozo dusko bojan sasa
    jovanovic petrovic nikolic markovic djordjevic stojanovic ilic stankovic pavlovic milosevic popovic simic kovacevic
    babic maric juric kovacic knezevic vukovic matic tomic bozic blazevic grgic pavic radic peric saric lukic jankovic
    hodzic hadzic halilovic ibrahimovic mehmedovic hasanovic
    popescu ionescu popa radu stan stoica gheorghe ion andrei mihai alexandru elena ioana
    nagy kovacs toth szabo horvath varga kiss molnar nemeth farkas balogh
    laszlo istvan jozsef zoltan sandor gabor ferenc
    dimitrov georgiev ivanov petrov nikolov todorov stoyanov georgi dimitar todor
    nielsen jensen hansen pedersen andersen christensen larsen sorensen rasmussen johansen olsen eriksson johansson
    andersson karlsson nilsson larsson olsson persson svensson korhonen virtanen lars erik anders johan karl per
    jansen bakker visser smit meijer mulder vries berg dijk
    mehmet ahmet mustafa ali huseyin hasan ibrahim murat fatma ayse emine yilmaz kaya demir celik sahin yildiz yildirim
    ozturk aydin arslan dogan kilic aslan cetin kara
    georgios ioannis dimitrios konstantinos nikolaos papadopoulos
    aleksandr alexander sergey vladimir andrey dmitry aleksey ivan nikolay mikhail igor oleg yuri viktor pavel maksim
    anatoly vasily boris roman evgeny denis konstantin anna elena olga natalia tatyana irina svetlana ekaterina
    ivanov ivanova smirnov kuznetsov popov vasilyev petrov petrova sokolov mikhaylov novikov fedorov morozov volkov
    alekseev lebedev semenov egorov pavlov kozlov stepanov nikolaev orlov andreev makarov nikitin zakharov
    vladimirovich aleksandrovich ivanovich nikolayevich sergeyevich viktorovich mikhaylovich petrovich anatolyevich
    shevchenko kovalenko bondarenko tkachenko kravchenko oliynyk melnyk boyko
    wang zhang chen yang zhao huang zhou liu sun guo lin zheng liang xie song tang deng feng cheng cao peng zeng jiang
    wei ming hong jing ping fang hua hui xiao yong chang chung
    nguyen tran pham hoang phan dang bui thi van minh anh hung tuan linh
    kim lee park choi jung kang cho yoon lim shin kwon hwang chol nam
    young yong jin sung hyun min soo hee kyung chul song yun jang son
    sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato yoshida yamada sasaki yamaguchi saito
    matsumoto inoue kimura hayashi shimizu hiroshi takashi kenji akira yoko yuki
    kumar singh sharma patel gupta verma yadav reddy das rao prasad joshi mishra devi raj ram lal sunil anil sanjay
    rajesh suresh ramesh amit rahul ravi vijay sita shrestha tamang thapa gurung
    islam hossain begum uddin rahman akter miah abdi farah mohamud hassan
    agus budi siti dewi sri wahyu putra sari hidayat setiawan wijaya santoso saputra kusuma
    cohen levi mizrahi peretz david moshe yosef avraham yaakov sara rachel
"""
COMMON_NAMES = frozenset(_NAMES.split())
COMMON_SOUNDS = frozenset(map(sound_of, COMMON_NAMES))


def is_common(word: str) -> bool:
    """Return whether a word in Latin letters sounds like a common name."""
    return sound_of(word) in COMMON_SOUNDS
