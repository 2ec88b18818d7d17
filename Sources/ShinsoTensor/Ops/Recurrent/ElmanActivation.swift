/// What a simple recurrent network does to its sums.
public enum ElmanActivation: String, Sendable, Hashable { case tanh, relu }
