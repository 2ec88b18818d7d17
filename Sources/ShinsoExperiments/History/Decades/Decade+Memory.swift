import ShinsoTraining

/// Features and memories that grow without a teacher.
extension Decade {
  static func neocognitron(_ data: DataName) -> Decade {
    let id = NeocognitronExperiment.about.id
    let moved = "\(id)-moved"
    return Decade(
      of: NeocognitronExperiment.self,
      title: Wording("The neocognitron", "ネオコグニトロン"),
      work: Wording(
        """
        Fukushima took from the visual cortex what convolutional networks still have: S-cells that \
        look for a feature at every place, C-cells that tolerate where exactly it is, and stage upon \
        stage of both. Its features grow without labels: the cell that answers most learns what it \
        saw. Here a linear classifier reads the C-cells; the same classifier on the pixels, a \
        perceptron, stands beside.
        """,
        """
        福島邦彦は、いまの畳み込みニューラルネットワークにも残る仕組みを視覚野から取り入れました。同じ特徴を\
        あらゆる場所で探すS細胞、その位置のずれを許すC細胞、そして両者を積み重ねた段です。特徴は教師なしで\
        育ちます。最も強く反応した細胞が、見たものを覚えるのです。ここではC細胞の出力を線形分類器で読み取り、\
        画素を直接読む同じ分類器（つまりパーセプトロン）と比べます。
        """),
      view: Wording(
        """
        Digits moved to the side: the perceptron soon takes them for others, the neocognitron much \
        later. Below, what each stage answers to a digit.
        """,
        """
        数字をずらしていくと、パーセプトロンはすぐに別の数字と取り違えますが、ネオコグニトロンはなかなか\
        間違えません。もう一枚は、ある数字に対する各段の反応です。
        """),
      steps: [
        HistoryStep(
          .train, id,
          ["--data", data.text, "--planes", "24,60,100", "--patterns", "500,1000,1000"],
          pictures: [
            .init(
              .curves,
              Wording(
                "Digits that are taken for others (%), by how many pixels they are moved.",
                "取り違えた数字の割合（%）。横軸は数字をずらした画素数。")),
            .init(
              .responses,
              Wording(
                "The planes that answer most, from the digit at the top to the last C-cells.",
                "上の入力から最後のC細胞まで、各段で最も強く反応した細胞面。")),
          ], summary: "a neocognitron grows its features and a perceptron reads pixels",
          seconds: 30),
        HistoryStep(
          .evaluate, id, name: moved, ["--shift", "2"], of: id,
          summary: "both on digits moved by two pixels", seconds: 6),
      ],
      measures: [
        Measure(
          Wording("digits wrong, neocognitron", "誤り率、ネオコグニトロン"),
          NeocognitronExperiment.readoutError, of: id, paper: five),
        Measure(
          Wording("digits wrong, perceptron on the pixels", "誤り率、画素のパーセプトロン"),
          NeocognitronExperiment.pixelError, of: id, paper: noFigure),
        Measure(
          Wording("moved by two pixels, neocognitron", "2画素ずらしたとき、ネオコグニトロン"),
          NeocognitronExperiment.readoutError, of: moved, paper: five),
        Measure(
          Wording("moved by two pixels, perceptron", "2画素ずらしたとき、パーセプトロン"),
          NeocognitronExperiment.pixelError, of: moved, paper: noFigure),
      ])
  }

  private static let five = Wording(
    "five digits told apart wherever they stood; no rate", "5種の数字を位置によらず区別（誤り率の記載なし）")

  static let hopfield = {
    let id = HopfieldExperiment.about.id
    let capacity = "\(id)-capacity"
    return Decade(
      of: HopfieldExperiment.self,
      title: Wording("Hopfield's memory", "ホップフィールドの連想記憶"),
      work: Wording(
        """
        Every neuron is joined to every other, and a picture is stored by strengthening what is \
        active together (Hebb's rule). Started from a damaged picture, the net changes one neuron \
        after the other, its energy never rises, and it comes to rest in the stored picture.
        """,
        """
        すべてのニューロンが互いにつながり、同時に働くもの同士の結合を強めること（ヘブの規則）で画像を\
        記憶します。壊れた画像から始めて一つずつニューロンを更新すると、エネルギーは決して増えず、記憶した\
        画像に落ち着きます。
        """),
      view: Wording(
        """
        Four letters, recalled although a fifth of their points was flipped; and how recall breaks \
        down when too many random patterns are stored.
        """,
        """
        2割の点を反転しても思い出される四つの文字と、乱数のパターンを記憶させすぎると想起が崩れていく様子です。
        """),
      steps: [
        HistoryStep(
          .train, id,
          pictures: [
            .init(
              .recall,
              Wording("Stored, damaged and recalled.", "上から、記憶した文字、壊した文字、想起した文字。"))
          ], summary: "a Hopfield net recalls letters", seconds: 1),
        HistoryStep(
          .evaluate, id, name: capacity, ["--neurons", "500"],
          pictures: [
            .init(
              file: HistoryStep.evaluationFile,
              Wording(
                "How much of what was stored is recalled, by the number of patterns for each neuron.",
                "記憶したパターンのうち想起できる割合。横軸はニューロン1個あたりのパターン数。"))
          ], summary: "how many patterns such a net holds", seconds: 2),
      ],
      measures: [
        Measure(
          Wording("letters recalled", "想起できた文字の割合"), HopfieldExperiment.recalled, of: id,
          paper: noFigure),
        Measure(
          Wording("patterns for each neuron that are held", "ニューロン1個あたりに記憶できるパターン数"),
          HopfieldExperiment.capacity, of: capacity,
          paper: Wording(
            "about 0.15; theory 0.138 (Amit et al. 1985)", "約0.15。理論値は0.138（アミットら、1985年）")),
      ])
  }()
}
