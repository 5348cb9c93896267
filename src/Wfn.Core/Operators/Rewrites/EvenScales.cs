using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Operators.Rewrites;

/// <summary>
/// Brings the weights of different layers to one size, so that one codebook serves them all, and changes no output by a bit: what a layer
/// makes is a power of two larger, and the layers that read it have weights that much smaller. In between may be whatever a factor passes
/// through (after Nagel et al. 2019, "Data-free quantization through weight equalization and bias correction", whose factors are real
/// numbers and for each channel).
/// </summary>
internal static class EvenScales
{
    /// <summary>Powers of two at most, so that no activation comes near the ends of float32.</summary>
    private const int LargestExponent = 12;

    /// <summary>Octaves by which the sizes of layers have to come closer together for it to be worth anything.</summary>
    private const double LeastGain = 0.5;

    private const int Sweeps = 32;

    /// <summary>The network with even scales; the network itself where that brings little.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="mayChange">Names of the parameters that may be scaled.</param>
    public static NetworkGraph Apply(NetworkGraph graph, IReadOnlyCollection<string> mayChange)
    {
        // Ranges that a file tells are of its own activations.
        if (graph.Ranges.Count > 0)
        {
            return graph;
        }

        var index = new GraphIndex(graph);
        var layers = Layers(index, mayChange);
        var groups = Groups(index, layers);
        var weighed = layers.Values.Where(layer => layer.Size is not null).ToArray();
        var exponents = new Dictionary<string, int>(StringComparer.Ordinal);
        var before = Spread(weighed, _ => 0);
        int ExponentOf(string activation) => exponents.TryGetValue(groups.Find(activation), out var exponent) ? exponent : 0;
        for (var (sweep, moved) = (0, true); moved && sweep < Sweeps; sweep++)
        {
            moved = false;
            var mean = Mean(weighed, ExponentOf);
            foreach (var group in groups.Free)
            {
                var best = Best(weighed, group, groups, mean, ExponentOf);
                moved |= best != ExponentOf(group);
                exponents[group] = best;
            }
        }

        return before - Spread(weighed, ExponentOf) >= LeastGain ? Scaled(index, layers, ExponentOf) ?? graph : graph;
    }

    /// <summary>An original network in the scales of one that was fixed from it.</summary>
    /// <param name="original">The original.</param>
    /// <param name="fixedNetwork">The fixed one.</param>
    public static NetworkGraph Like(NetworkGraph original, NetworkGraph fixedNetwork)
    {
        var even = Apply(original, [.. original.Parameters.Where(parameter => parameter.IsFixable).Select(parameter => parameter.Name)]);
        return ReferenceEquals(even, original) || Distance(even, fixedNetwork) >= Distance(original, fixedNetwork) ? original : even;
    }

    // Octaves between the sizes of parameters of the same name.
    private static double Distance(NetworkGraph graph, NetworkGraph other)
    {
        var parameters = other.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        return graph.Parameters.Where(parameter => parameter.IsFixable && parameters.ContainsKey(parameter.Name))
            .Sum(parameter => Size(parameter) is { } own && Size(parameters[parameter.Name]) is { } others ? Math.Abs(own - others) : 0);
    }

    /// <summary>The weighted sums whose parameters nothing else reads, by name.</summary>
    private static Dictionary<string, ScaledLayer> Layers(GraphIndex index, IReadOnlyCollection<string> mayChange)
    {
        var changeable = new HashSet<string>(mayChange, StringComparer.Ordinal);
        bool IsItsOwn(string name) => changeable.Contains(name) && index.FindParameter(name) is not null && index.Consumers(name).Count == 1;
        var layers = new Dictionary<string, ScaledLayer>(StringComparer.Ordinal);
        foreach (var node in index.Graph.Nodes)
        {
            if (OperatorDefinition.Of(node).WeightedSum is not { } sum || !IsItsOwn(node.Inputs[sum.Weight]))
            {
                continue;
            }

            var bias = node.HasInput(sum.Bias) ? node.Inputs[sum.Bias] : null;
            if ((bias is null || IsItsOwn(bias)) && index.ActivationsOf(node).Distinct(StringComparer.Ordinal).Count() == 1)
            {
                var weight = index.Parameter(node.Inputs[sum.Weight]);
                layers.Add(node.Name, new ScaledLayer(index.ActivationsOf(node).First(), node.Output, weight.Name, bias, Size(weight), weight.Values.Count));
            }
        }

        return layers;
    }

    /// <summary>Activations that have one factor; what comes in and goes out of the network, and of operators that take none, has none.</summary>
    private static FactorGroups Groups(GraphIndex index, Dictionary<string, ScaledLayer> layers)
    {
        var groups = new FactorGroups(index.Activations);
        foreach (var name in index.Graph.Inputs.Select(input => input.Name).Concat(index.Graph.Outputs.Select(output => output.Name)))
        {
            groups.Pin(name);
        }

        foreach (var node in index.Graph.Nodes.Where(node => !layers.ContainsKey(node.Name)))
        {
            string[] activations = [.. index.ActivationsOf(node), .. node.OutputNames];
            var passes = OperatorDefinition.Of(node).Scaled(node, index, 1) is not null
                && activations.All(name => index.Element(name) == ElementType.Float32);
            foreach (var name in activations)
            {
                if (passes)
                {
                    groups.Join(activations[0], name);
                }
                else
                {
                    groups.Pin(name);
                }
            }
        }

        return groups;
    }

    // The power of two at which the layers around a group come nearest to the mean, each counted by its weights.
    private static int Best(ScaledLayer[] layers, string group, FactorGroups groups, double mean, Func<string, int> exponentOf)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var layer in layers)
        {
            var (reads, makes) = (groups.Find(layer.Input) == group, groups.Find(layer.Output) == group);
            if (reads != makes)
            {
                // What the layer lacks, with the group's own exponent left out.
                var lacks = mean - layer.Octaves(exponentOf) + (makes ? exponentOf(group) : -exponentOf(group));
                sum += layer.Weights * (makes ? lacks : -lacks);
                weights += layer.Weights;
            }
        }

        return weights == 0 ? 0 : Math.Min(Math.Max((int)Math.Round(sum / weights), -LargestExponent), LargestExponent);
    }

    private static double Mean(ScaledLayer[] layers, Func<string, int> exponentOf) =>
        layers.Sum(layer => layer.Weights * layer.Octaves(exponentOf)) / Math.Max(1.0, layers.Sum(layer => (double)layer.Weights));

    private static double Spread(ScaledLayer[] layers, Func<string, int> exponentOf)
    {
        var mean = Mean(layers, exponentOf);
        var squares = layers.Sum(layer => layer.Weights * (layer.Octaves(exponentOf) - mean) * (layer.Octaves(exponentOf) - mean));
        return Math.Sqrt(squares / Math.Max(1.0, layers.Sum(layer => (double)layer.Weights)));
    }

    /// <summary>Null where a parameter would not stay exact.</summary>
    private static NetworkGraph? Scaled(GraphIndex index, Dictionary<string, ScaledLayer> layers, Func<string, int> exponentOf)
    {
        var factors = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in layers.Values)
        {
            factors[layer.Weight] = exponentOf(layer.Output) - exponentOf(layer.Input);
            if (layer.Bias is not null)
            {
                factors[layer.Bias] = exponentOf(layer.Output);
            }
        }

        var parameters = index.Graph.Parameters
            .Select(parameter => factors.TryGetValue(parameter.Name, out var exponent) ? Scaled(parameter, exponent) : parameter).ToArray();
        return Array.Exists(parameters, parameter => parameter is null) ? null : index.Graph with
        {
            Parameters = parameters.Select(parameter => parameter!).ToEquatableArray(),
            Nodes = index.Graph.Nodes.Select(node => layers.ContainsKey(node.Name) || exponentOf(node.Output) == 0
                ? node
                : OperatorDefinition.Of(node).Scaled(node, index, PowerOfTwo(exponentOf(node.Output)))!).ToEquatableArray(),
        };
    }

    private static Parameter? Scaled(Parameter parameter, int exponent)
    {
        if (exponent == 0)
        {
            return parameter;
        }

        var (factor, back) = (PowerOfTwo(exponent), PowerOfTwo(-exponent));
        var values = parameter.Values.Select(value => value * factor).ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] * back != parameter.Values[i])
            {
                return null;
            }
        }

        return parameter with { Values = EquatableArray.TakeOwnership(values) };
    }

    private static float PowerOfTwo(int exponent) => (float)FixedPointRounding.PowerOfTwo(exponent);

    // The root mean square, in octaves; null where all are zero.
    private static double? Size(Parameter parameter)
    {
        var squares = parameter.Values.Sum(value => (double)value * value);
        return squares > 0 ? ReproducibleMath.Log2(squares / parameter.Values.Count) / 2 : null;
    }

    /// <summary>A weighted sum whose parameters may be scaled.</summary>
    /// <param name="Input">What it reads.</param>
    /// <param name="Output">What it makes.</param>
    /// <param name="Weight">Its weight.</param>
    /// <param name="Bias">Its bias, or null.</param>
    /// <param name="Size">The weight's root mean square, in octaves; null where it is zero.</param>
    /// <param name="Weights">The number of weights.</param>
    private sealed record ScaledLayer(string Input, string Output, string Weight, string? Bias, double? Size, int Weights)
    {
        public double Octaves(Func<string, int> exponentOf) => Size!.Value + exponentOf(Output) - exponentOf(Input);
    }

    /// <summary>Activations that have one factor, those of them told apart that have none.</summary>
    private sealed class FactorGroups(IEnumerable<string> activations)
    {
        private readonly ActivationSets sets = new(activations);
        private readonly HashSet<string> pinned = new(StringComparer.Ordinal);

        /// <summary>One activation of each group that takes a factor, in the order of the network.</summary>
        public IReadOnlyList<string> Free
        {
            get
            {
                var taken = new HashSet<string>(pinned.Select(sets.Find), StringComparer.Ordinal);
                return [.. sets.Representatives.Where(name => !taken.Contains(name))];
            }
        }

        public string Find(string name) => sets.Find(name);

        public void Join(string first, string second) => sets.Join(first, second);

        public void Pin(string name) => pinned.Add(name);
    }
}
