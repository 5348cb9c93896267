using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// Fixes weights without training by what samples of the inputs tell: layer by layer weights are rounded one after the other, those that
/// follow make up for the errors of those before (optimal brain surgeon, as in GPTQ), and each layer for the errors of the layers before it.
/// A value of the codebook costs what its code takes, so that frequent ones are preferred (as in entropy-constrained quantisation).
/// </summary>
public sealed class CompensatedFixing
{
    /// <summary>One sample in so many takes no part in rounding, and judges it.</summary>
    private const int JudgeOf = 8;

    /// <summary>The part of a budget's bits that rounding aims at, so that it seldom ends above.</summary>
    private const double NearEnough = 0.98;

    /// <summary>How often the price of a bit is corrected by the entropy that rounding ended with.</summary>
    private const int Corrections = 3;

    private const int LeastRows = 4096;

    /// <summary>Products that second moments of a layer take, but for the widest ones.</summary>
    private const double MostProducts = 2e11;

    /// <summary>However large the network is, so many samples are looked at.</summary>
    public const int LeastSamples = 24;

    /// <summary>An index of a byte names so many.</summary>
    private const int OrdinaryValues = 256;

    /// <summary>Bits by which a budget may fall short of what the change with the last one lets expect.</summary>
    private const double Spare = 0.5;

    /// <summary>Fewer samples than this cannot spare one to judge by.</summary>
    private const int LeastJudged = 2 * JudgeOf;

    private readonly NetworkGraph graph;
    private readonly FixableWeights fixable;
    private readonly CodebookTensors tensors;
    private readonly GraphIndex index;
    private readonly InputSamples samples;
    private readonly InputSamples judges;
    private readonly CompensationOptions options;
    private readonly int threads;
    private readonly CancellationToken cancellation;
    private readonly IReadOnlyList<SumLayer> layers;
    private readonly double[] sensitivities;
    private readonly IReadOnlyList<string> others;
    private readonly double[] otherCosts;
    private readonly SampleRuns origin;
    private readonly CodebookChoice choice;
    private double excess;

    private CompensatedFixing(
        NetworkGraph graph,
        CodebookTensors tensors,
        InputSamples samples,
        InputSamples? judges,
        CompensationOptions options,
        int threads,
        CancellationToken cancellation)
    {
        (this.graph, this.tensors, fixable, this.options) = (graph, tensors, tensors.Fixable, options);
        (this.threads, this.cancellation) = (threads, cancellation);
        index = new GraphIndex(SampleForm.Of(graph));
        samples = samples.First(MemoryNeed.Affordable(samples.Count, 2 * MemoryNeed.Peak(index), LeastSamples));
        (this.samples, this.judges) = judges is not null ? (samples, judges)
            : samples.Count < LeastJudged ? (samples, samples)
            : samples.Split(JudgeOf);
        layers = SumLayer.Of(index, fixable.Tensors.Select(tensor => tensor.Name));
        var ofLayers = new HashSet<string>(layers.SelectMany(layer => layer.Parameters), StringComparer.Ordinal);
        others = [.. fixable.Tensors.Select(tensor => tensor.Name).Where(name => !ofLayers.Contains(name))];
        (sensitivities, otherCosts) = Sensitivity.Of(index, layers, others, this.samples, threads);
        origin = new SampleRuns(index, this.samples, this.samples.Count, threads);
        choice = Gather();
    }

    /// <summary>Fixes a network within the smallest budget that keeps its outputs.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="samples">Samples of its inputs, at least one.</param>
    /// <param name="options">The options.</param>
    /// <param name="exclude">Names of parameters, or of nodes with parameters, that keep their values.</param>
    /// <param name="judges">Samples to judge the outputs by; null for some of the samples, which then take no part in rounding.</param>
    /// <param name="threads">The most threads to compute with, 0 for one a core; the result does not depend on it.</param>
    /// <param name="progress">Told of each budget that was tried; or null.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>What the first budget came to that is within the limit, or else the one that changed the outputs least.</returns>
    /// <exception cref="WfnException">
    /// A name to exclude is unknown, or an option is out of its range (WFN3004); a weight is not finite (WFN1004); an output is not finite on
    /// the samples (WFN3001).
    /// </exception>
    public static CompensatedNetwork Fix(
        NetworkGraph graph,
        InputSamples samples,
        CompensationOptions options,
        IReadOnlyCollection<string> exclude,
        InputSamples? judges = null,
        int threads = 0,
        IProgress<CompensatedNetwork>? progress = null,
        CancellationToken cancellation = default)
    {
        var fixing = Prepare(graph, samples, options, exclude, judges, threads, cancellation);
        CompensatedNetwork? best = null;
        var next = 0;
        while (next < options.Budgets.Count)
        {
            var tried = fixing.Within(options.Budgets[next]);
            progress?.Report(tried);
            best = best is null || tried.IsWithinLimit || tried.Outputs.Change < best.Outputs.Change ? tried : best;
            if (tried.IsWithinLimit)
            {
                break;
            }

            next = Following(options, next, tried.Outputs.Change);
        }

        return best!;
    }

    /// <summary>The next budget to try: every bit more halves the error, and those too small to come near the limit are left out.</summary>
    private static int Following(CompensationOptions options, int tried, double change)
    {
        var needed = options.Budgets[tried].Bits + ReproducibleMath.Log2(change / options.MostOutputChange) - Spare;
        var next = tried + 1;
        while (next < options.Budgets.Count - 1 && options.Budgets[next].Bits < needed)
        {
            next++;
        }

        return next;
    }

    /// <summary>Gathers what is the same for every budget.</summary>
    /// <inheritdoc cref="Fix"/>
    public static CompensatedFixing Prepare(
        NetworkGraph graph,
        InputSamples samples,
        CompensationOptions options,
        IReadOnlyCollection<string> exclude,
        InputSamples? judges = null,
        int threads = 0,
        CancellationToken cancellation = default)
    {
        options.Validate();
        return new CompensatedFixing(graph, CodebookTensors.Of(graph, exclude), samples, judges, options, threads, cancellation);
    }

    /// <summary>Fixes the network within the smallest budget that passes, which is bracketed.</summary>
    /// <param name="judge">How far a network is above what it has to keep; below zero, it does not pass.</param>
    /// <param name="progress">Told of each budget that was tried; or null.</param>
    /// <returns>The network of that budget, or else, of all that were tried, the one that came nearest to passing.</returns>
    public CompensatedNetwork Smallest(Func<CompensatedNetwork, double> judge, IProgress<CompensatedNetwork>? progress = null)
    {
        var tried = new List<(int Budget, bool Passes)>();
        var (best, margin) = ((CompensatedNetwork?)null, double.NegativeInfinity);

        // Large codebooks are for networks that no ordinary one keeps: a judge of few samples must not lead there by one unlucky budget.
        var ordinary = options.Budgets.Count(budget => budget.Values <= OrdinaryValues);
        while ((BudgetBracket.Next(ordinary, tried) ?? BudgetBracket.Next(options.Budgets.Count, tried)) is { } next)
        {
            var network = Alone(options.Budgets[next]);
            var own = judge(network);
            network = network with { IsWithinLimit = own >= 0 };
            progress?.Report(network);
            tried.Add((next, own >= 0));

            // What passes is smaller than all that passed before.
            if (best is null || own >= 0 || (margin < 0 && own > margin))
            {
                (best, margin) = (network, own);
            }
        }

        return best!;
    }

    /// <summary>Fixes the network within a budget, whatever was tried before.</summary>
    /// <param name="budget">The budget.</param>
    public CompensatedNetwork Alone(CodebookBudget budget)
    {
        excess = 0;
        return Within(budget);
    }

    private CompensatedNetwork Within(CodebookBudget budget)
    {
        // Rounding ends with an entropy of its own: the codebook is chosen for as much less as it came out with more.
        var aim = NearEnough * budget.Bits;
        var (best, least) = ((CompensatedNetwork?)null, double.PositiveInfinity);
        PricedCodebook? last = null;
        for (var attempt = 0; attempt < Corrections; attempt++)
        {
            var asked = Math.Max(aim / 10, aim - excess);
            var chosen = choice.ChooseWithin(budget with { Bits = asked }, tensors.SmallestValue);
            if (last is not null && last.IsSame(chosen.Codebook))
            {
                break;
            }

            last = chosen.Codebook;
            var (network, outputs) = Round(last);
            var bits = NetworkStatistics.Of(network).Total.EntropyBits;
            var change = bits <= budget.Bits ? outputs.Change : double.MaxValue;
            if (change < least)
            {
                (best, least) = (new CompensatedNetwork(network, budget, outputs, outputs.Change <= options.MostOutputChange), change);
            }

            excess += bits - aim;
            if (bits <= budget.Bits && bits >= aim - (budget.Bits - aim))
            {
                break;
            }
        }

        return best!;
    }

    /// <summary>Gathers what weights cost, by the moments in the original network.</summary>
    private CodebookChoice Gather()
    {
        var gathered = new CodebookChoice();
        var values = Values();
        Visit(origin.Fork(), null, values, (layer, sensitivity, runs, _) =>
        {
            for (var group = 0; group < layer.Matrix.Groups; group++)
            {
                var moments = Moments(layer, group, runs, null, Math.Max(1, options.RowsOfColumn / 4));
                var curvature = Curvature.Of(moments, options.Damping, threads);
                var rows = layer.Rows(values, group);
                for (var i = 0; i < curvature.Count; i++)
                {
                    foreach (var weight in layer.IsFixed(curvature.Order[i]) ? rows[curvature.Order[i]] : [])
                    {
                        gathered.Add((float)weight, curvature.Costs[i] * sensitivity);
                    }
                }
            }
        });
        for (var i = 0; i < others.Count; i++)
        {
            foreach (var weight in values[others[i]])
            {
                gathered.Add(weight, otherCosts[i]);
            }
        }

        return gathered;
    }

    private (FixedNetwork Network, OutputComparison Outputs) Round(PricedCodebook codebook)
    {
        var values = Values();
        Visit(origin.Fork(), origin.Fork(), values, (layer, sensitivity, runs, original) =>
        {
            for (var group = 0; group < layer.Matrix.Groups; group++)
            {
                var moments = Moments(layer, group, runs, original, options.RowsOfColumn);
                var curvature = Curvature.Of(moments, options.Damping, threads);
                var targets = layer.Rows(values, group);
                double[][] ordered = [.. curvature.Order.Select(column => targets[column])];
                Repair(ordered, moments, curvature);
                bool[] isFree = [.. curvature.Order.Select(layer.IsFixed)];
                var rounded = new GroupRounding(curvature, codebook, sensitivity).Round(ordered, isFree, options.Sweeps);
                var written = new double[rounded.Length][];
                for (var i = 0; i < rounded.Length; i++)
                {
                    written[curvature.Order[i]] = rounded[i];
                }

                layer.Write(values, group, written);
            }
        });
        RoundOthers(codebook, values);
        var network = new FixedNetwork
        {
            Graph = fixable.WriteBack(graph, [.. fixable.Tensors.SelectMany(tensor => values[tensor.Name])]),
            Codebook = Codebook.FromValues(values.Values.SelectMany(tensor => tensor)),
            Rounds = [],
            LeftOut = fixable.LeftOut,
            OutOfRange = tensors.OutOfRange,
        };
        return (network, OutputComparison.Of(graph, network.Graph, judges, threads));
    }

    /// <summary>Moves targets to where the result is nearest to the original's, given what the layer meets after the rounding before it.</summary>
    private static void Repair(double[][] targets, InputMoments moments, Curvature curvature)
    {
        var n = moments.Columns;
        var rows = targets[0].Length;
        double[][] moved = [.. targets.Select(_ => new double[rows])];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                var missing = moments.Missing[(curvature.Order[k] * n) + curvature.Order[i]];
                if (missing != 0)
                {
                    ScaledSum.Add(moved[i], targets[k], missing);
                }
            }
        }

        curvature.Solve(moved);
        for (var i = 0; i < n; i++)
        {
            ScaledSum.Add(targets[i], moved[i], 1);
        }
    }

    /// <summary>How many positions second moments of so many columns are taken from: the more columns, the fewer for each of them.</summary>
    internal static int Rows(int columns, int rowsOfColumn) => (int)Math.Max(
        LeastRows, Math.Min((double)rowsOfColumn * columns, Math.Max(2.0 * columns, MostProducts / columns / columns)));

    private Dictionary<string, float[]> Values() => fixable.Tensors.ToDictionary(
        tensor => tensor.Name, tensor => index.Parameter(tensor.Name).Values.ToArray(), StringComparer.Ordinal);

    private InputMoments Moments(SumLayer layer, int group, SampleRuns runs, SampleRuns? original, int rowsOfColumn)
    {
        cancellation.ThrowIfCancellationRequested();
        var moments = InputMoments.Of(
            layer.Matrix,
            group,
            layer.Node.Inputs[0],
            runs,
            original,
            Rows(layer.Matrix.Columns, rowsOfColumn),
            threads);
        return moments.IsFinite ? moments : throw new WfnException(
            DiagnosticCodes.BadData,
            $"what node {DataName.Quote(layer.Node.Name)} reads is not finite on the samples; check the data's range and preprocessing");
    }

    /// <summary>Runs all nodes, and stops before each layer.</summary>
    private void Visit(
        SampleRuns runs,
        SampleRuns? original,
        IReadOnlyDictionary<string, float[]> values,
        Action<SumLayer, double, SampleRuns, SampleRuns?> visit)
    {
        var changed = index;
        for (var n = 0; n < index.Graph.Nodes.Count; n++)
        {
            var node = index.Graph.Nodes[n];
            for (var i = 0; i < layers.Count; i++)
            {
                if (ReferenceEquals(layers[i].Node, node))
                {
                    visit(layers[i], sensitivities[i], runs, original);
                    changed = original is null ? index : Changed(values);
                }
            }

            runs.Run(node, changed);
            original?.Run(node, index);
            foreach (var name in index.ActivationsOf(node).Distinct().Where(name => !IsReadAfter(name, n)).ToArray())
            {
                runs.Free(name);
                original?.Free(name);
            }
        }

        runs.Free();
        original?.Free();
    }

    private bool IsReadAfter(string name, int node)
    {
        for (var later = node + 1; later < index.Graph.Nodes.Count; later++)
        {
            if (index.Graph.Nodes[later].Inputs.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    private GraphIndex Changed(IReadOnlyDictionary<string, float[]> values) => new(index.Graph with
    {
        Parameters = index.Graph.Parameters.Select(parameter => values.TryGetValue(parameter.Name, out var changed)
            ? parameter with { Values = EquatableArray.Create<float>(changed) }
            : parameter).ToEquatableArray(),
    });

    /// <summary>Parameters of no layer take the nearest value.</summary>
    private void RoundOthers(PricedCodebook codebook, Dictionary<string, float[]> values)
    {
        var nearest = new PricedCodebook(codebook.Values, new double[codebook.Values.Length]);
        foreach (var name in others)
        {
            var own = values[name];
            for (var i = 0; i < own.Length; i++)
            {
                own[i] = nearest.Values[nearest.Cheapest(own[i], 1)];
            }
        }
    }
}
