using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Operators.Rewrites;

/// <summary>
/// Brings the parameters of different layers to one size, so that one codebook serves them all, and changes no output by a bit: what a layer
/// makes is a power of two larger, its bias too, and the layers that read it have weights that much smaller. In between may be whatever a
/// factor passes through (after Nagel et al. 2019, "Data-free quantization through weight equalization and bias correction", whose factors
/// are real numbers and for each channel). Where much is gained by it, inputs and outputs of the network are multiplied by powers of two.
/// </summary>
internal static class EvenScales
{
    /// <summary>
    /// Octaves by which sizes have to come closer together for it to be worth anything, and once more for nodes at the ends of the network,
    /// which take time.
    /// </summary>
    private const double LeastGain = 0.5;

    /// <summary>A bias has few values, of which each counts at every position: it counts as this part of its layer's weights.</summary>
    private const double ShareOfBias = 1.0 / 16;

    /// <summary>What adds less than this part to the squares of a layer's results counts less: it may become zero.</summary>
    private const double Negligible = 1.0 / 16;

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
        ScaledParameter[] parameters = [.. layers.Values.SelectMany(layer => Parameters(index, layer, groups))];
        var (within, withEnds) = (ScaleExponents.Of(parameters, groups.Free(withEnds: false)), ScaleExponents.Of(parameters, groups.Free(withEnds: true)));
        var exponents = within.Spread - withEnds.Spread >= LeastGain ? withEnds : within;
        return ScaleExponents.Of(parameters, []).Spread - exponents.Spread >= LeastGain
            ? Scaled(index, layers, activation => exponents[groups.Find(activation)]) ?? graph
            : graph;
    }

    /// <summary>An original network in the scales of one that was fixed from it.</summary>
    /// <param name="original">The original.</param>
    /// <param name="fixedNetwork">The fixed one.</param>
    public static NetworkGraph Like(NetworkGraph original, NetworkGraph fixedNetwork)
    {
        // What was left off the codebook was not scaled either.
        var values = fixedNetwork.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Values, StringComparer.Ordinal);
        var even = Apply(original, [.. original.Parameters.Where(parameter => parameter.IsFixable
            && (!values.TryGetValue(parameter.Name, out var own) || !own.AsSpan().SequenceEqual(parameter.Values.AsSpan())))
            .Select(parameter => parameter.Name)]);
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
                layers.Add(node.Name, new ScaledLayer(index.ActivationsOf(node).First(), node.Output, node.Inputs[sum.Weight], bias));
            }
        }

        return layers;
    }

    // Parameters that are all zero have no size.
    private static IEnumerable<ScaledParameter> Parameters(GraphIndex index, ScaledLayer layer, FactorGroups groups)
    {
        var (weight, bias) = (index.Parameter(layer.Weight), layer.Bias is null ? null : index.Parameter(layer.Bias));
        var (size, sizeOfBias) = (Size(weight), bias is null ? null : Size(bias));

        // The weights' part of the results over the bias's, if what comes in were ones.
        var balance = size is null || sizeOfBias is null ? 1
            : ReproducibleMath.Pow(4, size.Value - sizeOfBias.Value) * weight.Values.Count / bias!.Values.Count;
        if (size is not null)
        {
            var share = weight.Values.Count * Math.Min(1, balance / Negligible);
            yield return new ScaledParameter(size.Value, share, groups.Find(layer.Input), groups.Find(layer.Output));
        }

        if (sizeOfBias is not null)
        {
            var share = ShareOfBias * weight.Values.Count * Math.Min(1, 1 / (balance * Negligible));
            yield return new ScaledParameter(sizeOfBias.Value, share, null, groups.Find(layer.Output));
        }
    }

    /// <summary>Activations that have one factor; operators that take none have none.</summary>
    private static FactorGroups Groups(GraphIndex index, Dictionary<string, ScaledLayer> layers)
    {
        var groups = new FactorGroups(index.Activations);
        foreach (var name in index.Graph.Inputs.Select(input => input.Name).Concat(index.Graph.Outputs.Select(output => output.Name)))
        {
            groups.End(name);
            if (index.Element(name) != ElementType.Float32 || (index.IsOutput(name) && index.Producer(name) is null))
            {
                groups.Pin(name);
            }
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
        return Array.Exists(parameters, parameter => parameter is null) ? null : ScaledEnds.Add(
            index.Graph with
            {
                Parameters = parameters.Select(parameter => parameter!).ToEquatableArray(),
                Nodes = index.Graph.Nodes.Select(node => layers.ContainsKey(node.Name) || exponentOf(node.Output) == 0
                    ? node
                    : OperatorDefinition.Of(node).Scaled(node, index, PowerOfTwo(exponentOf(node.Output)))!).ToEquatableArray(),
            },
            exponentOf);
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
    private sealed record ScaledLayer(string Input, string Output, string Weight, string? Bias);
}
