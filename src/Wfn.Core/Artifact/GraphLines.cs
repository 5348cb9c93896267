using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Artifact;

/// <summary>
/// Reads the graph's lines of a header: every name must be new where it is made and known where it is used, so that the nodes
/// are in topological order. The parameters come without values.
/// </summary>
internal sealed class GraphLines
{
    private readonly HashSet<string> activations = new(StringComparer.Ordinal);
    private readonly HashSet<string> nodeNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Parameter> parameters = new(StringComparer.Ordinal);

    private readonly List<Parameter> order = [];

    private GraphLines()
    {
    }

    /// <summary>The network, its parameters without values.</summary>
    public NetworkGraph Graph { get; private set; } = null!;

    /// <summary>The parameters whose values are on the codebook.</summary>
    public HashSet<string> Indexed { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the name is an input's or a node's output.</summary>
    public bool IsActivation(string name) => activations.Contains(name);

    /// <summary>Reads the lines from <c>graph</c> to the last <c>node</c>.</summary>
    public static GraphLines Read(ArtifactLines lines)
    {
        var reader = new GraphLines();
        var heading = lines.Take("graph");
        var name = heading.Text("name");
        heading.End();
        var inputs = reader.ReadInputs(lines);
        var outputLines = new List<(ArtifactLine Line, TensorInfo Output)>();
        while (lines.NextIs("output"))
        {
            var line = lines.Take("output");
            outputLines.Add((line, ReadTensor(line)));
        }

        reader.ReadParameters(lines);
        var nodes = reader.ReadNodes(lines);
        foreach (var (line, output) in outputLines)
        {
            if (!reader.activations.Contains(output.Name))
            {
                throw line.Fail("name", $"{DataName.Quote(output.Name)} is made by no node");
            }
        }

        reader.Graph = new NetworkGraph
        {
            Name = name,
            Inputs = inputs,
            Outputs = outputLines.Select(o => o.Output).ToEquatableArray(),
            Nodes = nodes,
            Parameters = reader.order.ToEquatableArray(),
        };
        return reader;
    }

    private static TensorInfo ReadTensor(ArtifactLine line)
    {
        var tensor = new TensorInfo(line.Text("name"), TensorShapeText.ReadActivation(line));
        line.End();
        return tensor;
    }

    private EquatableArray<TensorInfo> ReadInputs(ArtifactLines lines)
    {
        var inputs = new List<TensorInfo>();
        while (lines.NextIs("input"))
        {
            var line = lines.Take("input");
            inputs.Add(ReadTensor(line));
            AddActivation(line, inputs[inputs.Count - 1].Name);
        }

        return inputs.ToEquatableArray();
    }

    private void ReadParameters(ArtifactLines lines)
    {
        while (lines.NextIs("parameter"))
        {
            var line = lines.Take("parameter");
            var name = line.Text("name");
            var role = (ParameterRole)line.Choice("role", ParameterRoleText.Words);
            var indexed = line.Choice("stored", ["float32", "indices"]) == 1;
            var parameter = new Parameter(name, role, TensorShapeText.ReadParameter(line), []);
            line.End();
            if (activations.Contains(name) || parameters.ContainsKey(name))
            {
                throw line.Fail("name", $"{DataName.Quote(name)} is used twice");
            }

            if (indexed && !parameter.IsFixable)
            {
                throw line.Fail("stored", $"a parameter of the role {ParameterRoleText.Words[(int)role]} is never on the codebook");
            }

            if (indexed)
            {
                Indexed.Add(name);
            }

            parameters.Add(name, parameter);
            order.Add(parameter);
        }
    }

    private EquatableArray<Node> ReadNodes(ArtifactLines lines)
    {
        var nodes = new List<Node>();
        while (lines.NextIs("node"))
        {
            var line = lines.Take("node");
            var node = NodeLine.Read(line);
            CheckOperands(line, node);
            if (!nodeNames.Add(node.Name))
            {
                throw line.Fail("name", $"{DataName.Quote(node.Name)} is used twice");
            }

            AddActivation(line, node.Output);
            nodes.Add(node);
        }

        return nodes.ToEquatableArray();
    }

    private void AddActivation(ArtifactLine line, string name)
    {
        if (parameters.ContainsKey(name) || !activations.Add(name))
        {
            throw line.Fail($"the name {DataName.Quote(name)} is used twice");
        }
    }

    private void CheckOperands(ArtifactLine line, Node node)
    {
        var (least, most) = node switch
        {
            BinaryNode or MatrixProductNode => (2, 2),
            ConcatNode => (1, int.MaxValue),
            _ => (1, 1),
        };
        if (node.Inputs.Count < least || node.Inputs.Count > most)
        {
            throw line.Fail("inputs", $"{node.Inputs.Count} of them do not suit this kind of node");
        }

        var constants = 0;
        foreach (var input in node.Inputs)
        {
            constants += parameters.ContainsKey(input) ? 1 : 0;
            if (!activations.Contains(input) && !(node is BinaryNode && parameters.ContainsKey(input) && constants == 1))
            {
                throw line.Fail("inputs", $"{DataName.Quote(input)} is not made before this node");
            }
        }

        switch (node)
        {
            case ConvolutionNode n:
                CheckParameter(line, "weight", n.Weight);
                CheckParameter(line, "bias", n.Bias);
                break;
            case LinearNode n:
                CheckParameter(line, "weight", n.Weight);
                CheckParameter(line, "bias", n.Bias);
                break;
            case BatchNormNode n:
                CheckParameter(line, "scale", n.Scale);
                CheckParameter(line, "shift", n.Shift);
                CheckParameter(line, "mean", n.Mean);
                CheckParameter(line, "variance", n.Variance);
                break;
        }
    }

    private void CheckParameter(ArtifactLine line, string field, string? name)
    {
        if (name is not null && !parameters.ContainsKey(name))
        {
            throw line.Fail(field, $"{DataName.Quote(name)} is no parameter");
        }
    }
}
