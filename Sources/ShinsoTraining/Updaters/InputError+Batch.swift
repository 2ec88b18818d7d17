import ShinsoTensor

extension InputError {
  /// Data that fill no batch.
  ///
  /// - Parameters:
  ///   - data: what was given as the data.
  ///   - found: how many there are, as `85 samples for training`.
  ///   - option: the option that makes batches smaller; nil: none does.
  public init(
    _ data: String, found: String, count: Int, batchSize: Int, option: String? = "--batch-size"
  ) {
    let hint = option.map { count > 0 ? "; use \($0) \(count) or less" : "" } ?? ""
    self.init(data, "has \(found), fewer than a batch of \(batchSize)\(hint)")
  }
}
