extension ShapeScene {
  /// The languages of the captions.
  public enum Language: String, Sendable, CaseIterable { case en, ja }

  /// The words of the caption: `two red circles on the left and one blue star at the bottom`,
  /// 左に二つの赤い円があり、下に一つの青い星がある。
  public func words(_ language: Language) -> [String] {
    switch language {
    case .en: Array(groups.map(\.english).joined(separator: ["and"]))
    case .ja:
      groups.dropLast().flatMap { $0.japanese + ["あり", "、"] }
        + groups.suffix(1).flatMap { $0.japanese + ["ある", "。"] }
    }
  }
}

extension ShapeGroup {
  fileprivate var english: [String] {
    let number = ["one", "two", "three"][count - 1]
    let noun =
      switch form {
      case .circle: "circle"
      case .square: "square"
      case .triangle: "triangle"
      case .star: "star"
      case .cross: "cross"
      }
    let plural = count == 1 ? noun : form == .cross ? "crosses" : noun + "s"
    let place =
      switch place {
      case .top: ["at", "the", "top"]
      case .left: ["on", "the", "left"]
      case .center: ["in", "the", "center"]
      case .right: ["on", "the", "right"]
      case .bottom: ["at", "the", "bottom"]
      }
    return [number, "\(color)", plural] + place
  }

  /// Up to the particle が.
  fileprivate var japanese: [String] {
    let place =
      switch place {
      case .top: "上"
      case .left: "左"
      case .center: "中央"
      case .right: "右"
      case .bottom: "下"
      }
    let number = ["一つ", "二つ", "三つ"][count - 1]
    // Some colors are adjectives, others are nouns with の.
    let color =
      switch color {
      case .red: ["赤い"]
      case .green: ["緑", "の"]
      case .blue: ["青い"]
      case .yellow: ["黄色い"]
      case .purple: ["紫", "の"]
      case .orange: ["オレンジ色", "の"]
      }
    let noun =
      switch form {
      case .circle: "円"
      case .square: "四角形"
      case .triangle: "三角形"
      case .star: "星"
      case .cross: "十字"
      }
    return [place, "に", number, "の"] + color + [noun, "が"]
  }
}
