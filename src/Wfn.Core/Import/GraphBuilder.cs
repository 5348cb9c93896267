using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators.Rewrites;

namespace Wfn.Import;

/// <summary>
/// Takes up the network while the model's nodes are walked through: what every value is, the nodes and parameters made so far.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly Dictionary<string, ImportedValue> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorType> activations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorShape> parameterShapes = new(StringComparer.Ordinal);
    private readonly Dictionary<(ConstantTensor Tensor, string Form, bool IsFixable), string> parameterNames = [];
    private readonly List<Parameter> parameters = [];
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, StoredRange> ranges = new(StringComparer.Ordinal);
    private readonly List<string> told = [];
    private readonly TypeScope scope;
    private readonly UniqueNames valueNames;
    private readonly UniqueNames nodeNames;

    /// <summary>Starts an empty network.</summary>
    /// <param name="valueNames">The names of all values of the model.</param>
    /// <param name="nodeNames">The names of all its nodes.</param>
    /// <param name="budget">Pays for what is computed.</param>
    /// <param name="staticBatch">The batch's extent if the file gives one.</param>
    public GraphBuilder(UniqueNames valueNames, UniqueNames nodeNames, ImportBudget budget, int? staticBatch)
    {
        this.valueNames = valueNames;
        this.nodeNames = nodeNames;
        Budget = budget;
        StaticBatch = staticBatch;
        scope = new TypeScope(activations, parameterShapes);
    }

    /// <summary>Pays for what is computed.</summary>
    public ImportBudget Budget { get; }

    /// <summary>The batch's extent as the file gives it, or null where it is dynamic there, too.</summary>
    public int? StaticBatch { get; }

    /// <summary>The nodes made so far.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>The parameters made so far.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>Whether an activation of that name is there.</summary>
    public bool Makes(string activation) => activations.ContainsKey(activation);

    /// <summary>A name that no value has.</summary>
    public string NewName(string name) => valueNames.Make(name);

    /// <summary>What a value of the model is, or null before it is made.</summary>
    public ImportedValue? Find(string name) => values.TryGetValue(name, out var value) ? value : null;

    /// <summary>Says what a value of the model is.</summary>
    public void Define(string name, ImportedValue value)
    {
        if (value is ActivationValue activation && !activations.ContainsKey(activation.Name))
        {
            activations.Add(activation.Name, activation.Type);
        }

        values.Add(name, value);
    }

    /// <summary>Lets nodes read an activation that no node makes.</summary>
    public void Declare(ActivationValue activation) => activations.Add(activation.Name, activation.Type);

    /// <summary>Says anew what a value of the model is.</summary>
    public void Redefine(string name, ImportedValue value) => values[name] = value;

    /// <summary>Makes the first output of a node of the model stand for another value.</summary>
    public void Alias(ModelNode source, ImportedValue value) => Define(source.Output, value);

    /// <summary>Makes the first output of a node of the model a constant.</summary>
    public void Constant(ModelNode source, ConstantTensor tensor) => Define(source.Output, new ConstantValue(source.Output, tensor));

    /// <summary>Notes the range that the file stores of an activation; the first one of an activation counts.</summary>
    public void Note(StoredRange range)
    {
        if (!ranges.ContainsKey(range.Activation))
        {
            ranges[range.Activation] = range;
        }
    }

    /// <summary>What the model's owner should know of how it was read.</summary>
    public IReadOnlyList<string> Told => told;

    /// <summary>Tells the model's owner something.</summary>
    public void Tell(string note) => told.Add(note);

    /// <summary>The range that the file stores of an activation, or null.</summary>
    public StoredRange? Range(string activation) => ranges.TryGetValue(activation, out var range) ? range : null;

    /// <summary>Adds a node in between and returns its output.</summary>
    /// <param name="source">The model's node that it is part of.</param>
    /// <param name="part">What part, for its name.</param>
    /// <param name="make">Makes the node of its name and its output's name.</param>
    public ActivationValue Step(ModelNode source, string part, Func<string, string, Node> make) =>
        Steps(source, part, 1, (name, outputs) => make(name, outputs[0]))[0];

    /// <summary>Adds a node of several outputs in between and returns them.</summary>
    /// <param name="source">The model's node that it is part of.</param>
    /// <param name="part">What part, for its name.</param>
    /// <param name="count">The number of outputs.</param>
    /// <param name="make">Makes the node of its name and its outputs' names.</param>
    public IReadOnlyList<ActivationValue> Steps(ModelNode source, string part, int count, Func<string, EquatableArray<string>, Node> make)
    {
        var name = nodeNames.Make($"{source.Name}.{part}");
        var of = source.Outputs.FirstOrDefault(output => output.Length > 0) ?? source.Output;
        var outputs = Enumerable.Range(0, count).Select(_ => valueNames.Make($"{of}.{part}")).ToEquatableArray();
        _ = Add(make(name, outputs));
        return [.. outputs.Select(output => new ActivationValue(output, activations[output].Shape, activations[output].Element))];
    }

    /// <summary>Adds the node that makes the first output of a node of the model.</summary>
    public void Result(ModelNode source, Func<string, string, Node> make) =>
        values.Add(source.Output, Add(make(source.Name, source.Output)));

    /// <summary>Adds a node behind the one that makes the first output of a node of the model: it takes that name, and what was there another.</summary>
    /// <param name="source">The model's node, whose output is an activation.</param>
    /// <param name="part">What was there before, for its name.</param>
    /// <param name="make">Makes the node of its name, its input's name and its output's name.</param>
    public ActivationValue Behind(ModelNode source, string part, Func<string, string, string, Node> make)
    {
        var (output, before) = (((ActivationValue)values[source.Output]).Name, valueNames.Make($"{source.Output}.{part}"));
        var place = nodes.FindLastIndex(node => node.Outputs.Contains(output));
        nodes[place] = nodes[place] with { Outputs = nodes[place].Outputs.Select(name => name == output ? before : name).ToEquatableArray() };
        activations.Add(before, activations[output]);
        activations.Remove(output);
        var value = Add(make(nodeNames.Make($"{source.Name}.{part}"), before, output));
        values[source.Output] = value;
        return value;
    }

    /// <summary>Adds the node that makes one of several outputs of a node of the model.</summary>
    public void Result(ModelNode source, int place, Func<string, string, Node> make) => values.Add(
        source.Outputs[place],
        Add(make(nodeNames.Make(
            $"{source.Name}.{place.ToString(System.Globalization.CultureInfo.InvariantCulture)}"), source.Outputs[place])));

    /// <summary>A parameter of values that the importer has worked out.</summary>
    public string Parameter(ModelNode source, string part, ParameterRole role, int[] extents, float[] values) =>
        Parameter(new ConstantValue(valueNames.Make($"{source.Output}.{part}"), ConstantTensor.OfFloats(extents, values)), role, extents);

    /// <summary>Adds the node that makes all the outputs of a node of the model that anybody wants.</summary>
    /// <param name="source">The model's node.</param>
    /// <param name="make">Makes the node of its name and its outputs' names, <see cref="Node.LeftOut"/> where nobody wants one.</param>
    public void Results(ModelNode source, Func<string, EquatableArray<string>, Node> make)
    {
        var node = make(source.Name, source.Outputs.ToEquatableArray());
        _ = Add(node);
        foreach (var output in node.OutputNames)
        {
            values.Add(output, new ActivationValue(output, activations[output].Shape, activations[output].Element));
        }
    }

    /// <summary>Adds a node that makes a value of the given name out of another one.</summary>
    public void Define(string output, Func<string, Node> make) => Add(make(nodeNames.Make(output)));

    /// <summary>The parameter that holds a constant as it is, under the extents given.</summary>
    public string Parameter(ConstantValue constant, ParameterRole role, params int[] extents) =>
        Parameter(constant, role, "", extents, tensor => tensor.Floats);

    /// <summary>The parameter that holds a constant in another form.</summary>
    /// <param name="constant">The constant, of floats.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="form">Names the form: equal forms of one constant are one parameter. Empty for the constant as it is.</param>
    /// <param name="extents">The parameter's extents.</param>
    /// <param name="convert">Makes the values, to be owned by the parameter.</param>
    /// <exception cref="WfnException">A value is not finite (WFN1004).</exception>
    public string Parameter(ConstantValue constant, ParameterRole role, string form, int[] extents, Func<ConstantTensor, float[]> convert)
    {
        var isFixable = role.IsFixable();
        var key = (constant.Tensor, $"{form}[{string.Join(",", extents)}]", isFixable);
        if (parameterNames.TryGetValue(key, out var known))
        {
            return known;
        }

        RequireFinite(constant.Name, constant.Tensor.Floats);
        var values = convert(constant.Tensor);
        RequireFinite(constant.Name, values);

        // The first form keeps the constant's own name: it is the one that people know from where the model was made.
        var name = constant.Name;
        while (parameterShapes.ContainsKey(name))
        {
            name = valueNames.Make(form.Length > 0 ? $"{constant.Name}.{form}" : constant.Name);
        }

        var parameter = new Parameter(
            name, role, new TensorShape(EquatableArray.Create<int>(extents)), EquatableArray.TakeOwnership(values));
        ShapeInference.CheckParameter(parameter);
        parameters.Add(parameter);
        parameterShapes.Add(name, parameter.Shape);
        parameterNames.Add(key, name);
        return name;
    }

    /// <summary>The network of what has been built, its batch norms folded if that is wanted.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputs">What its outputs are, by the model's names of them.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="saturates">Whether what is made leaves the ranges that the file tells, which nothing has kept it in yet.</param>
    public NetworkGraph Finish(
        string name,
        IReadOnlyList<TensorInfo> inputs,
        IReadOnlyCollection<(string Name, ActivationValue Value)> outputs,
        ImportOptions options,
        bool saturates = false)
    {
        var names = OutputNames.Choose(this, outputs, inputs);
        var network = new NetworkGraph
        {
            Name = name,
            Inputs = inputs.ToEquatableArray(),
            Outputs = outputs.Select(output => new TensorInfo(output.Name, output.Value.Shape, output.Value.Element)).ToEquatableArray(),
            Nodes = names.Apply(nodes),
            Parameters = parameters.ToEquatableArray(),
        };
        ShapeInference.Infer(network);
        network = saturates ? SaturateRanges.Apply(network, names.Apply(ranges.Values, network), UniqueName) : network;
        network = FoldBias.Apply(network);
        network = options.FoldBatchNorm ? FoldBatchNorm.Apply(network) : network;
        network = MergeClamps.Apply(OrderParameters.Apply(network));
        ShapeInference.Infer(network);
        return network with { Ranges = names.Apply(ranges.Values, network) };
    }

    private string UniqueName(string name)
    {
        var made = valueNames.Make(name);
        return nodeNames.Take(made) ? made : UniqueName(made);
    }

    private static void RequireFinite(string name, float[] values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            if (float.IsNaN(values[index]) || float.IsInfinity(values[index]))
            {
                var what = float.IsNaN(values[index]) ? "NaN" : "infinite (or beyond float32)";
                throw new WfnException(
                    DiagnosticCodes.NonFiniteWeight,
                    $"tensor {DataName.Quote(name)} is {what} at index {index} of {values.Length}");
            }
        }
    }

    /// <summary>Adds a node under names that nothing else has and returns its first output.</summary>
    public ActivationValue Add(Node node)
    {
        foreach (var attribute in node.Signature.Attributes)
        {
            if (attribute.Get(node) is float.NaN)
            {
                throw NodeError.Make(node, $"has the attribute {DataName.Quote(attribute.Name)} that is not a number");
            }
        }

        var types = ShapeInference.Infer(node, scope);
        nodes.Add(node);
        for (var place = 0; place < node.Outputs.Count; place++)
        {
            if (node.Outputs[place].Length > 0)
            {
                activations.Add(node.Outputs[place], types[place]);
            }
        }

        return new ActivationValue(node.Output, types[0].Shape, types[0].Element);
    }
}
