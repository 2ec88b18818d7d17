import ShinsoModels
import ShinsoTensor
import ShinsoTraining

/// The state in which a recurrent network stands after the last window.
final class CarriedText: CarriedState {
  let initial: RecurrentState
  var state: RecurrentState

  init(_ initial: RecurrentState) {
    self.initial = initial
    state = initial
  }

  var tensors: [NamedTensor] { state.named }

  func load(_ tensors: [NamedTensor], from file: String) throws {
    state = try RecurrentState(named: tensors, like: initial, from: file)
  }
}
