/// `--part`, which goes with a file of weights.
public enum WeightsPart {
  public static let help: String =
    "Of a PyTorch file that holds several networks, the keys that lead to one, as in netG."
  public static let usual = "the only one, or the one with a usual name"
}
