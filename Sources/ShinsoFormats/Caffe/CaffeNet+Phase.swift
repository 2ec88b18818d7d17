import ShinsoSchemas

extension CaffeNet {
  public enum Phase: Sendable, Hashable { case training, test }

  /// The net as it is in a phase: layers whose rules exclude it are left out. A net may name a level
  /// and stages of its own; `stages` come on top of them.
  public func `in`(_ phase: Phase, level: Int? = nil, stages: [String] = []) -> CaffeNet {
    var state = state
    state.phase = phase == .training ? .train : .test
    if let level { state.level = Int32(clamping: level) }
    state.stage += stages
    var net = self
    net.layers = layers.filter { layer in
      let parameter = layer.parameter
      if parameter.hasPhase, parameter.include.isEmpty, parameter.exclude.isEmpty {
        return parameter.phase == state.phase
      }
      return parameter.include.isEmpty
        ? !parameter.exclude.contains { $0.holds(in: state) }
        : parameter.include.contains { $0.holds(in: state) }
    }
    return net
  }
}

extension CaffeNetStateRule {
  fileprivate func holds(in state: CaffeNetState) -> Bool {
    (!hasPhase || phase == state.phase)
      && (!hasMinLevel || state.level >= minLevel)
      && (!hasMaxLevel || state.level <= maxLevel)
      && stage.allSatisfy(state.stage.contains) && !notStage.contains(where: state.stage.contains)
  }
}
