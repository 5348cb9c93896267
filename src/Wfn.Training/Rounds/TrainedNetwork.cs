using Wfn.Graph;

namespace Wfn.Training.Rounds;

/// <summary>A network that was trained on without a codebook.</summary>
/// <param name="Graph">The network.</param>
/// <param name="LearningRate">The learning rate, as asked for or found.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record TrainedNetwork(NetworkGraph Graph, double LearningRate, double Seconds);
