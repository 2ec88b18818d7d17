import ShinsoTraining

/// Units that fire or do not.
extension Decade {
  static let neuron = Decade(
    of: NeuronExperiment.self,
    title: Wording("The formal neuron", "形式ニューロン"),
    work: Wording(
      """
      McCulloch and Pitts described nerve cells as logic: a unit fires if enough of its exciting \
      inputs are active and no inhibiting one is. Nothing is learned. Nets of such units can compute \
      whatever can be written in the logic of propositions.
      """,
      """
      マカロックとピッツは、神経細胞を論理素子として書き表しました。興奮性の入力がしきい値以上に届き、\
      抑制性の入力が一つもないときに発火します。学習はしません。このような素子をつなげば、命題論理で書ける\
      ことは何でも計算できます。
      """),
    view: Wording(
      "The truth tables of AND, OR and NOT by one unit each, and of XOR, which takes three.",
      "素子一つで作るAND、OR、NOTの真理値表と、三つ必要なXORの真理値表です。"),
    steps: [
      HistoryStep(
        .evaluate, NeuronExperiment.about.id, summary: "truth tables of formal neurons", seconds: 1)
    ],
    measures: [
      Measure(
        Wording("rows of the truth tables that are right", "正しい真理値表の行の割合"), .accuracy,
        of: NeuronExperiment.about.id,
        paper: Wording("all, as the paper proves", "すべて（論文の証明による）"))
    ])

  static let perceptron = Decade(
    of: PerceptronExperiment.self,
    title: Wording("The perceptron", "パーセプトロン"),
    work: Wording(
      """
      Rosenblatt's perceptron learns its weights: whenever it is wrong, it adds the input to them or \
      takes it away. If a plane separates the two classes, it finds one, after no more mistakes than \
      (R/γ)²: how far the points reach by how wide the gap is, squared (Novikoff, 1962).
      """,
      """
      ローゼンブラットのパーセプトロンは重みを学習します。間違えるたびに、その入力を重みに足すか、引くか\
      します。二つのクラスを平面で分けられるなら必ずその一つを見つけ、それまでの間違いは (R/γ)² 回を超えません。\
      Rは点の広がり、γはクラスの間の余裕です（ノビコフ、1962年）。
      """),
    view: Wording(
      """
      A hundred points of two classes with the line that it has found, and how its mistakes add up \
      far below the bound.
      """,
      "二つのクラスの100個の点と見つかった境界線、そして間違いの合計が上限よりずっと下にとどまる様子です。"),
    steps: [
      HistoryStep(
        .train, PerceptronExperiment.about.id,
        pictures: [
          .init(
            .regions,
            Wording(
              "The points (−1 squares, +1 dots) and the line between them.",
              "点（−1は四角、+1は丸）と、それを分ける線。")),
          .init(
            .curves,
            Wording(
              "Mistakes in all after each epoch; dashed: Novikoff's bound.",
              "各エポック後の間違いの合計。破線はノビコフの上限。")),
        ], summary: "a perceptron separates points", seconds: 1)
    ],
    measures: [
      Measure(
        Wording("mistakes until it makes no more", "間違わなくなるまでの間違いの回数"),
        PerceptronExperiment.mistakes, of: PerceptronExperiment.about.id,
        paper: Wording("at most (R/γ)²", "(R/γ)² 以下")),
      Measure(
        Wording("(R/γ)² of these points", "この点群の (R/γ)²"), PerceptronExperiment.bound,
        of: PerceptronExperiment.about.id, paper: noFigure),
    ])

  static let xor = Decade(
    of: XorExperiment.self,
    title: Wording("XOR, and what one layer cannot do", "XORと単層の限界"),
    work: Wording(
      """
      Minsky and Papert showed what a single layer cannot compute; exclusive or is the smallest \
      example: no line has its two ones on one side and its two zeros on the other. The way out was \
      a layer between, and a rule to train it: backpropagation (Rumelhart, Hinton and Williams, 1986).
      """,
      """
      ミンスキーとパパートは、単層では計算できないものがあることを示しました。最も小さな例が排他的論理和\
      （XOR）で、1になる二点と0になる二点を一本の線で分けることはできません。抜け道は間に層を置くことであり、\
      その学習の規則が誤差逆伝播法でした（ラメルハート、ヒントン、ウィリアムズ、1986年）。
      """),
    view: Wording(
      """
      Left, one layer: its answer is 0.5 everywhere. Right, with two hidden units: two lines, and \
      between them the zeros.
      """,
      "左は単層で、出力はどこでも0.5のままです。右は隠れユニット二つを加えたもので、二本の線の間が0になります。"),
    steps: [
      HistoryStep(
        .train, XorExperiment.about.id,
        pictures: [
          .init(
            .regions,
            Wording(
              "What both nets answer on the plane: orange 1, blue 0, gray undecided.",
              "二つのネットの平面上の出力。橙は1、青は0、灰色はどちらでもない。")),
          .init(
            .curves,
            Wording(
              "The error on the four cases by epoch.", "四つの場合に対する誤差の推移（横軸はエポック）。")),
        ], summary: "XOR by one layer and by two", seconds: 2)
    ],
    measures: [
      Measure(
        Wording("cases right, one layer", "単層の正解率（四つの場合）"),
        XorExperiment.singleLayerAccuracy, of: XorExperiment.about.id,
        paper: Wording("at most 75%, as was proven", "75% 以下（証明による）")),
      Measure(
        Wording("cases right, with hidden units", "隠れ層ありの正解率"), .accuracy,
        of: XorExperiment.about.id, paper: Wording("100% (1986)", "100%（1986年）")),
    ])
}
