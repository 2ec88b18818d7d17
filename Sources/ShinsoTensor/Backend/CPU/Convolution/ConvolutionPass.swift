/// Which of the three convolutions a plan is for.
enum ConvolutionPass: Hashable {
  case forward, backwardInput, backwardWeight
}
