extension Metric {
  /// Its title in both languages, for pictures; of a metric of a single system in English alone.
  var wording: Wording { Wording(title, Self.japanese[name] ?? title) }

  private static let japanese = [
    "accuracy": "正解率", "bitsPerCharacter": "1文字あたりのビット数", "bleu": "BLEU",
    "classificationError": "誤り率", "energy": "エネルギー", "exactMatch": "完全一致の割合",
    "loss": "損失", "meanAveragePrecision": "平均適合率の平均", "mistakes": "間違いの数",
    "nearestNeighborAccuracy": "最近傍の正解率", "nodeAccuracy": "節点の正解率",
    "perplexity": "パープレキシティ", "poolSum": "プールの和", "reconstructionError": "復元誤差",
    "rootAccuracy": "根の正解率", "top1": "上位1の正解率", "top5": "上位5の正解率",
    "top5Accuracy": "上位5の正解率", "unexplained": "復元されない割合", "wordErrorRate": "単語誤り率",
  ]
}
