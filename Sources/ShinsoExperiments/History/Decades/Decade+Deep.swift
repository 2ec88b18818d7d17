import ShinsoTraining

/// Layers that are trained by backpropagation.
extension Decade {
  static func backpropagation(_ data: DataName) -> Decade {
    let id = MLPExperiment.about.id
    return Decade(
      of: MLPExperiment.self,
      title: Wording("Backpropagation", "誤差逆伝播法"),
      work: Wording(
        """
        Rumelhart, Hinton and Williams sent the error back through the layers by the chain rule, so \
        that hidden units learn what to represent. Here two hidden layers of 300 and 100 logistic \
        units learn handwritten digits.
        """,
        """
        ラメルハート、ヒントン、ウィリアムズは、連鎖律で誤差を層から層へさかのぼらせ、隠れユニットが何を\
        表すべきかを学べるようにしました。ここではロジスティック関数の隠れ層2層（300と100ユニット）で\
        手書き数字を学習します。
        """),
      view: Wording(
        "How error falls and accuracy rises, and the weights of hidden units: strokes begin to show.",
        "損失が下がり正解率が上がる様子と、隠れユニットの重みです。筆跡の断片のような模様が現れ始めます。"),
      steps: [
        HistoryStep(
          .train, id, ["--data", data.text, "--epochs", "20", "--weight-decay", "0.0005"],
          pictures: [
            .init(
              .curves,
              Wording(
                "Loss and accuracy by update; orange: test digits.",
                "損失と正解率の推移。橙はテスト用の数字。")),
            .init(
              .filters,
              Wording("Weights of hidden units in the first layer.", "第1層の隠れユニットの重み。")),
          ], summary: "backpropagation through two hidden layers", seconds: 10)
      ],
      measures: [
        Measure(
          Wording("test digits right", "テスト用の数字の正解率"), .accuracy, of: id,
          paper: Wording(
            "96.95% (the same layers on MNIST, LeCun et al. 1998)",
            "96.95%（同じ層の構成、MNIST、ルカンら1998年）"))
      ])
  }

  static func lenet(_ data: DataName) -> Decade {
    let id = "lenet"
    return Decade(
      of: Catalog.system(id) ?? MLPExperiment.self,
      title: Wording("LeNet", "LeNet"),
      work: Wording(
        """
        LeCun, Bottou, Bengio and Haffner joined the neocognitron's idea with backpropagation: the \
        same small filters slide over the whole picture, pooling makes place matter less, and all of \
        it is trained at once. Banks read checks with it. This is Caffe's variant of the network.
        """,
        """
        ルカン、ボトゥー、ベンジオ、ハフナーは、ネオコグニトロンの考えを誤差逆伝播法と結びつけました。同じ\
        小さなフィルタを画像全体に滑らせ、プーリングで位置の違いを吸収し、全体を一度に学習します。銀行の\
        小切手の読み取りにも使われました。ここで使うのはCaffe版のLeNetです。
        """),
      view: Wording(
        "It learns faster and ends higher than layers without convolution; and what it still confuses.",
        "畳み込みのない層よりも速く学習し、より高い正解率に達します。まだ取り違える数字の表も示します。"),
      steps: [
        HistoryStep(
          .train, id, ["--data", data.text, "--epochs", "15"],
          pictures: [
            .init(
              .curves,
              Wording(
                "Loss and accuracy by update; orange: test digits.",
                "損失と正解率の推移。橙はテスト用の数字。")),
            .init(
              .confusion,
              Wording(
                "Which digit (row) was taken for which (column).",
                "行の数字が列の数字と取り違えられた回数。")),
          ], summary: "LeNet learns digits by convolution", seconds: 12)
      ],
      measures: [
        Measure(
          Wording("test digits right", "テスト用の数字の正解率"), .accuracy, of: id,
          paper: Wording("99.05% (LeNet-5, MNIST)", "99.05%（LeNet-5、MNIST）"))
      ])
  }

  static func deepBelief(_ data: DataName) -> Decade {
    let id = DBNExperiment.about.id
    return Decade(
      of: DBNExperiment.self,
      title: Wording("Deep belief nets", "深層信念ネットワーク"),
      work: Wording(
        """
        Deep nets from random weights did not learn well. Hinton and Salakhutdinov trained one layer \
        after the other without labels, each a restricted Boltzmann machine on what the one below \
        makes of the data, and only then the whole. That opened the way to depth.
        """,
        """
        乱数の重みから始めた深いネットは、うまく学習できませんでした。ヒントンとサラフトディノフは、下の層の\
        出力を入力とする制限ボルツマンマシンを教師なしで一層ずつ学習させ、その後で全体を仕上げました。これが\
        「深層」への道を開きました。
        """),
      view: Wording(
        """
        Digits squeezed into 30 numbers and drawn again: by the pretrained net, by the same net from \
        random weights, and by principal components. And the codes of the test digits on a plane.
        """,
        """
        数字を30個の数に縮めてから描き直したものです。事前学習したネット、乱数から始めた同じネット、主成分分析を\
        比べます。もう一枚は、テスト用の数字の符号を平面に並べたものです。
        """),
      steps: [
        HistoryStep(
          .train, id,
          [
            "--data", data.text, "--layers", "400,150,30", "--classifier-layers", "200,200",
            "--pretrain-epochs", "8", "--epochs", "25", "--classifier-epochs", "10",
          ],
          pictures: [
            .init(
              .reconstructions,
              Wording(
                "Digits and their reconstructions, with the squared error of each.",
                "元の数字と再構成。下の数は二乗誤差。")),
            .init(
              .codes,
              Wording(
                "Codes of the test digits in the two directions in which they differ most.",
                "テスト用の数字の符号。最も広がる二つの方向で表示。")),
          ], summary: "a deep belief net, pretrained layer by layer", seconds: 30)
      ],
      measures: [
        Measure(
          Wording("squared error of a test digit", "テスト用の数字1枚の二乗誤差"),
          DBNScores.reconstructionError, of: id, paper: Wording("3.00", "3.00")),
        Measure(
          Wording("the same net from random weights", "乱数から始めた同じネット"),
          DBNScores.randomInitReconstructionError, of: id, paper: noFigure),
        Measure(
          Wording("30 principal components", "主成分30個"), DBNScores.pcaReconstructionError, of: id,
          paper: Wording("13.87", "13.87")),
        Measure(
          Wording("digits wrong, pretrained classifier", "誤り率、事前学習した分類器"),
          DBNScores.classificationError, of: id, paper: Wording("1.2%", "1.2%")),
        Measure(
          Wording("digits wrong, classifier from random weights", "誤り率、乱数から始めた分類器"),
          DBNScores.randomInitClassificationError, of: id, paper: Wording("1.6%", "1.6%")),
      ])
  }

  static func rectifiers(_ data: DataName) -> Decade {
    let id = ReLUExperiment.about.id
    return Decade(
      of: ReLUExperiment.self,
      title: Wording("Rectified linear units", "正規化線形ユニット（ReLU）"),
      work: Wording(
        """
        A unit that passes what is positive and cuts the rest does not saturate, so gradients get \
        through many layers (Glorot, Bordes and Bengio, 2011). Krizhevsky, Sutskever and Hinton built \
        the net on it that won ImageNet's challenge in 2012, without any pretraining.
        """,
        """
        正の値はそのまま通し、残りを0にするユニットは飽和しないので、多くの層を越えて勾配が届きます（グロロ、\
        ボルド、ベンジオ、2011年）。クリジェフスキー、サツケヴァー、ヒントンはこれを使い、事前学習なしで2012年の\
        ImageNet競技会に勝ちました。
        """),
      view: Wording(
        """
        The same small convolutional net with tanh and with ReLU, each at its best of two rates: \
        passes over the digits until a quarter is still wrong.
        """,
        """
        同じ小さな畳み込みネットをtanhとReLUで学習し、それぞれ二つの学習率のうち良いほうを示します。学習データの\
        誤りが25 % に下がるまでのエポック数を比べます。
        """),
      steps: [
        HistoryStep(
          .train, id,
          [
            "--data", data.text, "--samples", "500", "--epochs", "25", "--relu-rates",
            "0.0003,0.001", "--tanh-rates", "0.003,0.01", "--table-samples", "0",
          ],
          pictures: [
            .init(
              .curves,
              Wording(
                "Training error (%) by epoch; dashed: tanh, and the target of 25 %.",
                "学習データの誤り率（%）の推移。破線はtanhと、目標の25 %。"))
          ], summary: "ReLU against tanh", seconds: 12)
      ],
      measures: [
        Measure(
          Wording("times sooner with ReLU", "ReLUで何倍早く到達するか"), ActivationFigure.speedup, of: id,
          paper: Wording("6 (CIFAR-10)", "6（CIFAR-10）"))
      ])
  }
}
