import ShinsoTensor

/// Runs a pickle, which is a program for a stack machine (documented in Python's `pickletools`),
/// protocols 0 to 5. It creates containers, numbers, text and descriptions of tensors, and calls
/// nothing: any Python name that is not in `PickleGlobal` is an error.
struct PickleMachine {
  /// Every value created so far. The stack, the memo and the containers refer to values by index.
  private(set) var nodes: [PickleNode] = []
  var input: PickleInput
  private var stack: [PickleIndex] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleIndex] = [:]
  /// How many more values, marks, and slots in containers and in the memo may be created.
  private var budget = 4_000_000

  init(_ input: PickleInput) { self.input = input }

  var name: String { input.name }

  subscript(index: PickleIndex) -> PickleNode { nodes[Int(index)] }

  /// Runs the next pickle in the input and returns its result.
  mutating func run() throws -> PickleIndex {
    stack.removeAll()
    marks.removeAll()
    memo.removeAll()
    while true {
      let code = try input.byte()
      guard let opcode = PickleOpcode(rawValue: code) else {
        throw damaged("it has the unknown opcode \(code)")
      }
      if opcode == .stop { return try pop() }
      try step(opcode)
    }
  }

  private mutating func step(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .stop: break
    case .proto:
      let version = try input.byte()
      guard version <= 5 else {
        throw damaged("it uses protocol \(version), and 5 is the latest supported")
      }
    case .frame: _ = try input.take(8)

    case .none: try push(.none)
    case .newTrue: try push(.bool(true))
    case .newFalse: try push(.bool(false))
    case .int: try push(textInteger(input.line(), isLong: false))
    case .long: try push(textInteger(input.line(), isLong: true))
    case .binInt: try push(.int(Int(input.integer(Int32.self))))
    case .binInt1: try push(.int(Int(input.byte())))
    case .binInt2: try push(.int(Int(input.integer(UInt16.self))))
    case .long1: try push(integer(input.counted(UInt8.self)))
    case .long4: try push(integer(input.counted(Int32.self)))
    case .float:
      guard let value = Double(try input.line()) else { throw damaged("a number is not valid") }
      try push(.float(value))
    case .binFloat:
      try push(.float(Double(bitPattern: UInt64(bigEndian: input.integer(UInt64.self)))))

    case .string: try push(.string(quotedText(input.line())))
    case .unicode: try push(.string(plainText(input.line())))
    case .binString: try push(text(input.counted(Int32.self)))
    case .shortBinString: try push(text(input.counted(UInt8.self)))
    case .shortBinUnicode: try push(text(input.counted(UInt8.self)))
    case .binUnicode: try push(text(input.counted(UInt32.self)))
    case .binUnicode8: try push(text(input.counted(UInt64.self)))
    case .shortBinBytes: try push(.bytes(input.counted(UInt8.self)))
    case .binBytes: try push(.bytes(input.counted(UInt32.self)))
    case .binBytes8, .byteArray8: try push(.bytes(input.counted(UInt64.self)))

    case .emptyList: try push(.list([]))
    case .emptyTuple: try push(.tuple([]))
    case .emptyDict: try push(.dictionary([]))
    case .emptySet: try push(.set([]))
    case .mark:
      try charge(1)
      marks.append(stack.count)
    case .list: try push(.list(popMarked()))
    case .tuple: try push(.tuple(popMarked()))
    case .tuple1: try push(.tuple([pop()]))
    case .tuple2: try push(.tuple(pop(2)))
    case .tuple3: try push(.tuple(pop(3)))
    case .frozenSet: try push(.set(popMarked()))
    case .dict: try push(.dictionary(pairs(popMarked())))
    case .append: try append([pop()])
    case .appends, .addItems: try append(popMarked())
    case .setItem: try setItems(pop(2))
    case .setItems: try setItems(pairs(popMarked()))

    case .pop:
      // If nothing lies above the mark, Python pops the mark.
      if stack.count == marks.last { marks.removeLast() } else { _ = try pop() }
    case .popMark: _ = try popMarked()
    case .dup:
      let top = try pop()
      try charge(1)
      stack += [top, top]

    case .put: try remember(textIndex(input.line()))
    case .binPut: try remember(Int(input.byte()))
    case .longBinPut: try remember(Int(input.integer(UInt32.self)))
    case .memoize: try remember(memo.count)
    case .get: try recall(textIndex(input.line()))
    case .binGet: try recall(Int(input.byte()))
    case .longBinGet: try recall(Int(input.integer(UInt32.self)))

    case .global: try pushGlobal(module: input.line(), name: input.line())
    case .stackGlobal:
      let names = try pop(2)
      guard case .string(let module) = self[names[0]], case .string(let name) = self[names[1]]
      else { throw damaged("a name is not text") }
      try pushGlobal(module: module, name: name)
    case .instance:
      try pushGlobal(module: input.line(), name: input.line())
      throw damaged("it holds an instance of an old-style Python class")
    case .reduce, .newObject:
      let parts = try pop(2)
      try push(apply(parts[0], to: parts[1]))
    case .build:
      let state = try pop()
      try build(top(), state)
    case .binPersistentID: try push(persistent(pop()))
    }
  }

  // MARK: The stack

  private mutating func push(_ node: PickleNode) throws {
    try charge(1)
    nodes.append(node)
    stack.append(PickleIndex(nodes.count - 1))
  }

  private func top() throws -> PickleIndex {
    guard stack.count > marks.last ?? 0, let top = stack.last else {
      throw damaged("it takes a value from an empty stack")
    }
    return top
  }

  private mutating func pop() throws -> PickleIndex {
    let top = try top()
    stack.removeLast()
    return top
  }

  private mutating func pop(_ count: Int) throws -> [PickleIndex] {
    guard stack.count - count >= marks.last ?? 0 else {
      throw damaged("it takes a value from an empty stack")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  /// Pops the last mark and the values above it.
  private mutating func popMarked() throws -> [PickleIndex] {
    guard let mark = marks.popLast() else { throw damaged("a mark is missing") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func remember(_ index: Int) throws {
    try charge(1)
    memo[index] = try top()
  }

  private mutating func recall(_ index: Int) throws {
    guard let value = memo[index] else { throw damaged("it refers to a value that does not exist") }
    try charge(1)
    stack.append(value)
  }

  // MARK: Containers

  /// Appends to the list or set on top of the stack.
  private mutating func append(_ items: [PickleIndex]) throws {
    let target = Int(try top())
    switch nodes[target] {
    case .list(var list):
      // Otherwise the list would have two owners and would be copied.
      nodes[target] = .none
      list += items
      nodes[target] = .list(list)
    case .set(var set):
      nodes[target] = .none
      set += items
      nodes[target] = .set(set)
    default: throw damaged("it appends to something that is not a list")
    }
  }

  /// Sets entries of the dictionary on top of the stack.
  private mutating func setItems(_ pairs: [PickleIndex]) throws {
    let target = Int(try top())
    guard case .dictionary(var dictionary) = nodes[target] else {
      throw damaged("it sets an entry of something that is not a dictionary")
    }
    nodes[target] = .none
    dictionary += pairs
    nodes[target] = .dictionary(dictionary)
  }

  private func pairs(_ items: [PickleIndex]) throws -> [PickleIndex] {
    guard items.count % 2 == 0 else { throw damaged("a key has no value") }
    return items
  }

  // MARK: What the calls need

  /// Adds a node without pushing it.
  mutating func make(_ node: PickleNode) throws -> PickleIndex {
    try charge(1)
    nodes.append(node)
    return PickleIndex(nodes.count - 1)
  }

  mutating func replace(_ index: PickleIndex, with node: PickleNode) { nodes[Int(index)] = node }

  /// Counts everything that takes memory, so that no pickle can use it up.
  mutating func charge(_ count: Int) throws {
    budget -= count
    guard budget >= 0 else {
      throw InputError(name, "its pickle creates more values than any network has")
    }
  }

  private mutating func pushGlobal(module: String, name: String) throws {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw InputError(
        self.name,
        "refuses to use \(quoted(module + "." + name)): only tensors and containers are read and "
          + "nothing is run; save the state dictionary, torch.save(model.state_dict(), path)")
    }
    try push(.global(global))
  }

  func damaged(_ what: String) -> InputError {
    InputError(name, "its pickle is damaged: \(what)")
  }
}
