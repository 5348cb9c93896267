using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Training;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;
using Wfn.Training.Regularisation;
using static TorchSharp.torch;

namespace Wfn.Benchmarks.Fixing.Regulariser;

/// <summary>
/// A step of a round's training, on one batch of random images; weights are put back after each, so that all steps are alike.
/// </summary>
internal sealed class TrainingStep : IDisposable
{
    private const double RegularisationRatio = 0.4;
    private const double GradientClip = 0.5;
    private const double LearningRate = 3e-4;

    private readonly TorchNetwork network;
    private readonly WeightVector weights;
    private readonly float[] start;
    private readonly float[] pull;
    private readonly bool[] free;
    private readonly Adam optimiser;
    private readonly ClusterRegulariser regulariser;
    private readonly int threads;
    private readonly Tensor samples;
    private readonly Tensor labels;

    /// <param name="graph">The network.</param>
    /// <param name="round">The clustering that centres come from.</param>
    /// <param name="isFree">Which weights are free.</param>
    /// <param name="batch">Samples of the batch.</param>
    /// <param name="threads">Threads to compute with.</param>
    public TrainingStep(NetworkGraph graph, FixingRound round, bool[] isFree, int batch, int threads)
    {
        this.threads = threads;
        free = isFree;
        set_num_threads(threads);
        random.manual_seed(1);
        network = new TorchNetwork(graph) { IsTraining = true };
        weights = new WeightVector(network, new HashSet<string>());
        start = (float[])weights.Values.Clone();
        pull = new float[start.Length];
        optimiser = new Adam(start.Length);
        var options = new RetrainingOptions();
        regulariser = new ClusterRegulariser(round.Centres.AsSpan(), options.Fixing.ZeroThreshold, options.Temperature);
        samples = rand([batch, .. graph.Inputs[0].Shape.Sample.Dimensions.Select(extent => (long)extent)]);
        labels = randint(10, batch, dtype: ScalarType.Int64);
    }

    /// <summary>Makes a step.</summary>
    /// <param name="isDrawn">Whether weights are drawn towards centres.</param>
    public void Run(bool isDrawn)
    {
        var loss = Backward();
        if (isDrawn)
        {
            var scale = (float)(RegularisationRatio * loss / regulariser.Evaluate(weights.Values, free, pull, threads));
            FreeGradient.MaskAndAdd(weights.Gradient, free, pull, scale);
        }
        else
        {
            FreeGradient.Mask(weights.Gradient, free);
        }

        GradientNorm.Clip(weights.Gradient, GradientClip);
        optimiser.Step(weights.Values, weights.Gradient, LearningRate);
        weights.Write();
    }

    /// <summary>Puts the weights back where they were at first.</summary>
    public void Reset()
    {
        start.CopyTo(weights.Values, 0);
        weights.Write();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        samples.Dispose();
        labels.Dispose();
    }

    private double Backward()
    {
        using var scope = NewDisposeScope();
        var loss = nn.functional.cross_entropy(network.Forward(samples).flatten(1), labels);
        loss.backward();
        weights.ReadGradient();
        return loss.item<float>();
    }
}
