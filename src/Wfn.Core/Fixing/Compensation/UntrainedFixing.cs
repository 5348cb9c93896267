using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Operators.Rewrites;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// Fixes weights without training, and tells how far the outputs are from the original's: by what samples tell, which are drawn where none
/// are given, or by clustering alone.
/// </summary>
public static class UntrainedFixing
{
    /// <summary>What data is called where inputs are made up.</summary>
    public const string Drawn = "drawn inputs";

    private const int DrawnSamples = 160;
    private const int ComparedSamples = 64;

    /// <summary>Multiply-adds of second moments above which a network without data is clustered instead.</summary>
    private const double MostWork = 6e11;

    /// <summary>Multiply-adds of one run of all samples that are drawn: large pictures have places enough, so that fewer will do.</summary>
    private const double MostRun = 3e9;

    /// <summary>What an element of an activation takes, in multiply-adds.</summary>
    private const double WorkOfElement = 8;

    /// <summary>Multiply-adds of running samples that a comparison may take.</summary>
    internal const double MostComparison = 2e10;

    // The same for the layers one by one, on so many samples at most and with so many numbers in memory.
    private const double MostLayerComparison = 2e10;
    private const int LayerSamples = 16;
    private const double MostKept = 1 << 26;

    private const int DeltaSteps = 6;
    private const double SmallestDelta = 0.0005;
    private const double LargestDelta = 0.08;

    /// <summary>Fixes a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="samples">Samples of its inputs, or null.</param>
    /// <param name="options">The options.</param>
    /// <param name="exclude">Names of parameters, or of nodes with parameters, that keep their values.</param>
    /// <param name="threads">The most threads to compute with, 0 for one a core; the result does not depend on it.</param>
    /// <param name="progress">Told of each budget that was tried; or null.</param>
    /// <param name="judge">
    /// How far a network that given samples decided is above what it has to keep, below zero if it is not; null to go by how much its outputs
    /// change.
    /// </param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="Diagnostics.WfnException">
    /// As <see cref="NetworkFixing.Fix"/> and <see cref="CompensatedFixing.Fix"/> have.
    /// </exception>
    public static UntrainedNetwork Fix(
        NetworkGraph graph,
        InputSamples? samples,
        UntrainedOptions options,
        IReadOnlyCollection<string> exclude,
        int threads = 0,
        IProgress<CompensatedNetwork>? progress = null,
        Func<CompensatedNetwork, double>? judge = null,
        CancellationToken cancellation = default)
    {
        var isDrawn = samples is null;
        var hasWeights = graph.Parameters.Any(parameter => parameter.IsFixable);
        if (!hasWeights || (samples is null && !DrawnInputs.AreFor(graph)))
        {
            return new UntrainedNetwork(NetworkFixing.Fix(graph, options.Clustering ?? new FixingOptions(), exclude, threads), null, false)
            {
                HasWeights = hasWeights,
            };
        }

        if (options.Clustering is { } clustering)
        {
            var network = NetworkFixing.Fix(graph, clustering, exclude, threads);
            return new UntrainedNetwork(network, Compare(graph, network, samples, threads), isDrawn) { Delta = clustering.Delta };
        }

        if (isDrawn && Work(graph) > MostWork)
        {
            return Search(graph, options, exclude, threads, cancellation);
        }

        // One codebook serves layers of one size best.
        graph = EvenScales.Apply(graph, [.. FixableWeights.Of(graph, exclude).Tensors.Select(tensor => tensor.Name)]);
        var fixing = samples is null
            ? CompensatedFixing.Fix(
                graph,
                Draw(graph, DrawnSamples, DrawnKind.Smooth),
                options.WithoutSamples,
                exclude,
                Draw(graph, ComparedSamples, DrawnKind.Shapes),
                threads,
                progress,
                cancellation)
            : judge is not null
            ? CompensatedFixing.Prepare(graph, samples, options.BySamples, exclude, null, threads, cancellation).Smallest(judge, progress)
            : CompensatedFixing.Fix(graph, samples, options.BySamples, exclude, null, threads, progress, cancellation);
        return new UntrainedNetwork(fixing.Network, fixing.Outputs, isDrawn) { Budget = fixing.Budget, IsWithinLimit = fixing.IsWithinLimit };
    }

    // No more than are looked at, of inputs that are large.
    private static InputSamples Draw(NetworkGraph graph, int count, DrawnKind kind)
    {
        var index = new GraphIndex(SampleForm.Of(graph));
        var work = MultiplyAdds(index) + (WorkOfElement * MemoryNeed.All(index));
        count = (int)Math.Min(count, Math.Max(CompensatedFixing.LeastSamples, MostRun / work));
        return DrawnInputs.Of(graph, MemoryNeed.Affordable(count, 2 * MemoryNeed.Peak(index), CompensatedFixing.LeastSamples), kind);
    }

    /// <summary>The largest δ, to about a third, that keeps the outputs.</summary>
    private static UntrainedNetwork Search(
        NetworkGraph graph, UntrainedOptions options, IReadOnlyCollection<string> exclude, int threads, CancellationToken cancellation)
    {
        var (low, high) = (ReproducibleMath.Log(SmallestDelta), ReproducibleMath.Log(LargestDelta));
        UntrainedNetwork? best = null;
        for (var step = 0; step < DeltaSteps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var middle = (low + high) / 2;

            // Rounded, so that the δ that is told gives the same network.
            var delta = Math.Round(ReproducibleMath.Exp(middle), 5);
            var network = NetworkFixing.Fix(graph, new FixingOptions { Delta = delta }, exclude, threads);
            var tried = new UntrainedNetwork(network, Compare(graph, network, null, threads), true) { Delta = delta };
            var isNear = tried.Outputs!.Change <= options.WithoutSamples.MostOutputChange;
            (low, high) = isNear ? (middle, high) : (low, middle);
            if (isNear || best is null || best.Outputs!.Change > options.WithoutSamples.MostOutputChange)
            {
                best = tried;
            }
        }

        return best!;
    }

    /// <summary>What fixing each layer by itself costs the outputs, the costliest first; none where that would take long.</summary>
    /// <param name="graph">The original network.</param>
    /// <param name="network">The fixed one.</param>
    /// <param name="samples">Samples of the inputs, or null to draw some.</param>
    /// <param name="threads">The most threads to compute with, 0 for one a core.</param>
    public static IReadOnlyList<LayerDamage> Layers(NetworkGraph graph, FixedNetwork network, InputSamples? samples, int threads = 0) =>
        Layers(graph, network.Graph, samples, threads);

    /// <summary>The same of a network whose weights are fixed already.</summary>
    internal static IReadOnlyList<LayerDamage> Layers(NetworkGraph graph, NetworkGraph fixedNetwork, InputSamples? samples, int threads)
    {
        if (samples is null && !DrawnInputs.AreFor(graph))
        {
            return [];
        }

        // Every layer has the rest of the network run once more; all values are kept.
        var index = new GraphIndex(SampleForm.Of(graph));
        var layers = Math.Max(1, index.Graph.Nodes.Count(node => node.InputNames.Any(name => index.FindParameter(name) is { IsFixable: true })));
        var elements = index.Activations.Sum(name => (double)index.Shape(name).ElementCount);
        var affordable = Math.Min(MostLayerComparison / Math.Max(1, layers * MultiplyAdds(index) / 2), MostKept / Math.Max(1, 2 * elements));
        var count = (int)Math.Min(LayerSamples, affordable);
        return count < 2
            ? []
            : LayerDamage.Of(EvenScales.Like(graph, fixedNetwork), fixedNetwork, samples?.First(count) ?? DrawnInputs.Of(graph, count, DrawnKind.Shapes), threads);
    }

    private static OutputComparison Compare(NetworkGraph graph, FixedNetwork network, InputSamples? samples, int threads)
    {
        var index = new GraphIndex(SampleForm.Of(graph));
        var count = MemoryNeed.Affordable(ComparedSamples, 2 * MemoryNeed.Peak(index), 2);
        count = (int)Math.Min(count, Math.Max(4, MostComparison / Math.Max(1, 2 * MultiplyAdds(index))));
        return OutputComparison.Of(graph, network.Graph, samples?.First(count) ?? DrawnInputs.Of(graph, count, DrawnKind.Shapes), threads);
    }

    /// <summary>Multiply-adds of weights that a sample takes.</summary>
    internal static double MultiplyAdds(GraphIndex index) =>
        Layers(index).Sum(layer => (double)layer.Matrix.Outputs * layer.Matrix.Columns * layer.Matrix.Positions);

    private static double Work(NetworkGraph graph) => Layers(new GraphIndex(SampleForm.Of(graph))).Sum(layer =>
        (double)CompensatedFixing.Rows(layer.Matrix.Columns, new CompensationOptions().RowsOfColumn)
            * layer.Matrix.Groups * layer.Matrix.Columns * layer.Matrix.Columns * 1.5);

    private static IReadOnlyList<SumLayer> Layers(GraphIndex index) =>
        SumLayer.Of(index, index.Graph.Parameters.Where(parameter => parameter.IsFixable).Select(parameter => parameter.Name));
}

/// <summary>How weights are fixed without training.</summary>
public sealed record UntrainedOptions
{
    /// <summary>The options by which samples spend as many values and bits as it takes to stay below where a change is warned of.</summary>
    /// <param name="mostOutputChange">The change of the outputs that is refused, see <see cref="OutputLimits"/>.</param>
    public static UntrainedOptions Within(double mostOutputChange)
    {
        var (options, aim) = (new UntrainedOptions(), OutputLimits.Aim(mostOutputChange));
        return options with
        {
            BySamples = options.BySamples with { MostOutputChange = Math.Min(options.BySamples.MostOutputChange, aim) },
            WithoutSamples = options.WithoutSamples with { MostOutputChange = Math.Min(options.WithoutSamples.MostOutputChange, aim) },
        };
    }

    /// <summary>How they are clustered; null where samples, given or drawn, decide.</summary>
    public FixingOptions? Clustering { get; init; }

    /// <summary>How given samples decide.</summary>
    public CompensationOptions BySamples { get; init; } = new();

    /// <summary>How drawn ones do: real ones are other, so that they are trusted less, and more values and bits are spent.</summary>
    public CompensationOptions WithoutSamples { get; init; } = new()
    {
        Budgets = [new(96, 4.9, 5), new(128, 6, 5), new(256, 7.5, 5), new(512, 9, 5), new(1024, 10.5, 5), new(2048, 12, 5)],
        Damping = 0.1,
        MostOutputChange = 0.1,
    };
}

/// <summary>A network whose weights were fixed without training.</summary>
/// <param name="Network">The network.</param>
/// <param name="Outputs">How its outputs compare to the original's; null where no inputs could be drawn, or nothing could be fixed.</param>
/// <param name="IsDrawn">Whether inputs were drawn, none being given.</param>
public sealed record UntrainedNetwork(FixedNetwork Network, OutputComparison? Outputs, bool IsDrawn)
{
    /// <summary>Whether there is anything to fix.</summary>
    public bool HasWeights { get; init; } = true;

    /// <summary>The budget that samples decided within; null where it was clustered.</summary>
    public CodebookBudget? Budget { get; init; }

    /// <summary>Whether it keeps what it has to; where it was clustered, nothing was asked.</summary>
    public bool IsWithinLimit { get; init; } = true;

    /// <summary>δ of the clustering; null where samples decided.</summary>
    public double? Delta { get; init; }
}
