/// What is told of a network as it is read.
enum LoadingNotes {
  case everything
  /// How its images are prepared is known from elsewhere.
  case allButPreparation
  case nothing
}
