import ShinsoNN
import ShinsoTensor

extension PlateauSchedule.State {
  /// The state as int64 `[4]`, so that a checkpoint keeps every bit. NaN means that there is no
  /// best value yet.
  var tensor: Tensor {
    Tensor([
      Int64(bitPattern: factor.bitPattern), Int64(bitPattern: (best ?? .nan).bitPattern),
      Int64(misses), Int64(cooldown),
    ])
  }

  init?(_ tensor: Tensor) {
    guard tensor.dtype == .int64, tensor.shape == [4] else { return nil }
    let values = tensor.scalars(as: Int64.self)
    self.init()
    factor = Double(bitPattern: UInt64(bitPattern: values[0]))
    let value = Double(bitPattern: UInt64(bitPattern: values[1]))
    best = value.isNaN ? nil : value
    misses = Int(values[2])
    cooldown = Int(values[3])
  }
}
