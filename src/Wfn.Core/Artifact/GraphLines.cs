using Wfn.Diagnostics;
using Wfn.Graph;

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

    private readonly int version;

    private GraphLines(int version) => this.version = version;

    /// <summary>The network, its parameters without values.</summary>
    public NetworkGraph Graph { get; private set; } = null!;

    /// <summary>The parameters whose values are on the codebook.</summary>
    public HashSet<string> Indexed { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the name is an input's or a node's output.</summary>
    public bool IsActivation(string name) => activations.Contains(name);

    /// <summary>Reads the lines from <c>graph</c> to the last <c>node</c>.</summary>
    public static GraphLines Read(ArtifactLines lines, int version)
    {
        var reader = new GraphLines(version);
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
        var name = line.Text("name");
        var element = ElementTypeText.Read(line);
        var given = ElementTypeText.ReadGiven(line);
        var tensor = new TensorInfo(name, TensorShapeText.ReadActivation(line), element) { Given = given };
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
            var role = ParameterRoleText.Read(line, version);
            var indexed = line.Choice("stored", ["float32", "indices"]) == 1;
            var parameter = new Parameter(name, role, TensorShapeText.ReadParameter(line), []);
            line.End();
            if (activations.Contains(name) || parameters.ContainsKey(name))
            {
                throw line.Fail("name", $"{DataName.Quote(name)} is used twice");
            }

            if (indexed && !parameter.IsFixable)
            {
                throw line.Fail("stored", $"a parameter of the role {role} is never on the codebook");
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
            var node = NodeLine.Read(line, version);
            CheckOperands(line, node);
            if (!nodeNames.Add(node.Name))
            {
                throw line.Fail("name", $"{DataName.Quote(node.Name)} is used twice");
            }

            foreach (var output in node.OutputNames)
            {
                AddActivation(line, output);
            }

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

    // What the operands have to be, shape inference checks once the parameters' values are read.
    private void CheckOperands(ArtifactLine line, Node node)
    {
        foreach (var input in node.InputNames)
        {
            if (!activations.Contains(input) && !parameters.ContainsKey(input))
            {
                throw line.Fail("inputs", $"{DataName.Quote(input)} is not made before this node");
            }
        }
    }
}
