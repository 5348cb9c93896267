using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>The functions that gates of recurrent cells apply to their sums.</summary>
public enum GateFunction
{
    /// <summary>1 / (1 + e^−x).</summary>
    Sigmoid,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>α·x + β.</summary>
    Affine,

    /// <summary>x, below zero α·x.</summary>
    LeakyRelu,

    /// <summary>x, but 0 below α.</summary>
    ThresholdedRelu,

    /// <summary>α·tanh(β·x).</summary>
    ScaledTanh,

    /// <summary>α·x + β between 0 and 1.</summary>
    HardSigmoid,

    /// <summary>x, below zero α·(e^x − 1).</summary>
    Elu,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>ln(1 + e^x).</summary>
    Softplus,
}

/// <summary>What a gate applies to its sum.</summary>
/// <param name="Function">The function.</param>
/// <param name="Alpha">Its first argument, where it has one.</param>
/// <param name="Beta">Its second argument, where it has one.</param>
public readonly record struct GateActivation(GateFunction Function, float Alpha = 0, float Beta = 0)
{
    /// <summary>The words of the functions, in the order of the enumeration.</summary>
    internal static EquatableArray<string> Words { get; } =
        ["sigmoid", "tanh", "relu", "affine", "leakyRelu", "thresholdedRelu", "scaledTanh", "hardSigmoid", "elu", "softsign", "softplus"];

    /// <summary>The value of a sum.</summary>
    public double Of(double x) => Function switch
    {
        GateFunction.Sigmoid => 1 / (1 + Math.Exp(-x)),
        GateFunction.Tanh => Math.Tanh(x),
        GateFunction.Relu => Math.Max(x, 0),
        GateFunction.Affine => (Alpha * x) + Beta,
        GateFunction.LeakyRelu => x < 0 ? Alpha * x : x,
        GateFunction.ThresholdedRelu => x > Alpha ? x : 0,
        GateFunction.ScaledTanh => Alpha * Math.Tanh(Beta * x),
        GateFunction.HardSigmoid => Math.Min(Math.Max((Alpha * x) + Beta, 0), 1),
        GateFunction.Elu => x < 0 ? Alpha * (Math.Exp(x) - 1) : x,
        GateFunction.Softsign => x / (1 + Math.Abs(x)),
        _ => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))),
    };
}

/// <summary>A recurrent layer in one direction over [steps, rows, inputs], or [steps, inputs] of one row.</summary>
public sealed record RecurrentNode : Node
{
    /// <summary>The cell.</summary>
    public required RecurrentCell Cell { get; init; }

    /// <summary>What gates apply: as many as the cell has <see cref="RecurrentCell.Activations"/>.</summary>
    public EquatableArray<GateActivation> Activations { get; init; }

    /// <summary>Whether it goes from the last step to the first.</summary>
    public bool IsReverse { get; init; }

    /// <summary>Sums of gates are clipped to this distance from zero.</summary>
    public float Clip { get; init; } = float.PositiveInfinity;

    /// <summary>Whether what an LSTM forgets is 1 less what it takes in.</summary>
    public bool CouplesGates { get; init; }

    /// <summary>Whether a GRU resets after the recurrent sum, whose bias is an operand of its own then.</summary>
    public bool ResetsAfter { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => Cell;
}

/// <summary>A recurrent cell: a row each. Weights are ONNX's, gates along axis 0: i, o, f, c of an LSTM; z, r, h of a GRU.</summary>
public sealed class RecurrentCell : OperatorDefinition<RecurrentNode>
{
    internal const int Initial = 4;
    internal const int InitialCell = 5;
    internal const int RecurrentBias = 5;
    internal const int Peepholes = 6;

    /// <summary>Long short-term memory; its second result is the last step's cell.</summary>
    public static readonly RecurrentCell Lstm = new(
        "lstm", "long short-term memory, one direction", 4, [new(GateFunction.Sigmoid), new(GateFunction.Tanh), new(GateFunction.Tanh)]);

    /// <summary>Gated recurrent unit.</summary>
    public static readonly RecurrentCell Gru = new(
        "gru", "gated recurrent unit, one direction", 3, [new(GateFunction.Sigmoid), new(GateFunction.Tanh)]);

    /// <summary>A plain recurrent layer: one sum, one function.</summary>
    public static readonly RecurrentCell Rnn = new("rnn", "plain recurrent layer, one direction", 1, [new(GateFunction.Tanh)]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RecurrentCell> All { get; } = [Lstm, Gru, Rnn];

    private RecurrentCell(string kind, string summary, int gates, EquatableArray<GateActivation> activations)
    {
        (Kind, Summary, Gates, Activations) = (kind, summary, gates, activations);
        OperandSpec[] own = gates switch
        {
            4 => [new("initialCell", OperandKind.Either) { IsOptional = true }, OperandSpec.Parameter("peepholes", ParameterRole.Constant, isOptional: true)],
            3 => [OperandSpec.Parameter("recurrentBias", ParameterRole.Bias, isOptional: true)],
            _ => [],
        };
        Operands =
        [
            new("input"),
            OperandSpec.Parameter("weight", ParameterRole.Weight, outputAxis: 0),
            OperandSpec.Parameter("recurrence", ParameterRole.Weight, outputAxis: 0),
            OperandSpec.Parameter("bias", ParameterRole.Bias, isOptional: true),
            new("initial", OperandKind.Either) { IsOptional = true },
            .. own,
        ];
        Attributes =
        [
            Flag("reverse", n => n.IsReverse, (n, value) => n with { IsReverse = value }, isOptional: true),
            Float("clip", n => n.Clip, (n, value) => n with { Clip = value }, isOptional: true),
            Flag("couplesGates", n => n.CouplesGates, (n, value) => n with { CouplesGates = value }, isOptional: true),
            Flag("resetsAfter", n => n.ResetsAfter, (n, value) => n with { ResetsAfter = value }, isOptional: true),
            .. Enumerable.Range(0, activations.Count).SelectMany(ActivationAttributes),
        ];
        Blank = new RecurrentNode { Name = "", Inputs = [], Cell = this, Activations = activations };
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <inheritdoc/>
    public override string Summary { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Results => Gates == 4 ? ["output", "cell"] : ["output"];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; }

    /// <inheritdoc/>
    public override Node Blank { get; }

    /// <summary>The blocks of rows of its weights.</summary>
    public int Gates { get; }

    /// <summary>What its gates apply by default.</summary>
    public EquatableArray<GateActivation> Activations { get; }

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(RecurrentNode node, TypeScope scope)
    {
        var x = scope.Type(node, 0).Shape;
        node.Require(
            x.Rank is 2 or 3 && x[0] != TensorShape.Dynamic && x[x.Rank - 1] != TensorShape.Dynamic,
            $"needs an input [steps, rows, inputs] whose steps are known, not {x}");
        var (weight, recurrence) = (scope.Shape(node, 1), scope.Shape(node, 2));
        node.Require(
            recurrence.Rank == 2 && weight.Rank == 2 && recurrence[0] == (long)Gates * recurrence[1] && weight[0] == recurrence[0] && weight[1] == x[x.Rank - 1],
            $"has weights {weight} and {recurrence}, which do not fit its input {x}");
        var hidden = recurrence[1];
        BiasShape.Require(node, scope, 3, weight[0]);
        var state = x.Rank == 2 ? TensorShape.Of(hidden) : TensorShape.Of(x[1], hidden);
        RequireState(node, scope, Initial, state);
        if (Gates == 4)
        {
            RequireState(node, scope, InitialCell, state);
            BiasShape.Require(node, scope, Peepholes, (int)Math.Min(3L * hidden, int.MaxValue));
        }
        else if (Gates == 3)
        {
            BiasShape.Require(node, scope, RecurrentBias, hidden);
        }

        node.Require(node.Activations.Count == Activations.Count, $"has {node.Activations.Count} activations, not {Activations.Count}");
        node.Require(node.Clip > 0, $"clips to {node.Clip}");
        TensorType[] types = [new(TensorShape.Of([x[0], .. state.Dimensions])), new(state)];
        return [.. types.Take(Results.Count)];
    }

    /// <summary>Sums in double, rounded once a gate.</summary>
    internal override void Run(RecurrentNode node, NodeRun run)
    {
        var x = run.Input(0);
        var (steps, inputs, hidden) = (run.InputShape(0)[0], run.InputShape(1)[1], run.InputShape(2)[1]);
        var rows = x.Length / (steps * inputs);
        var output = run.Output();
        var cell = new float[rows * hidden];
        var sums = new double[Gates * hidden];
        for (var t = 0; t < steps; t++)
        {
            var step = node.IsReverse ? steps - 1 - t : t;
            var before = node.IsReverse ? step + 1 : step - 1;
            for (var row = 0; row < rows; row++)
            {
                var h = t == 0 ? StateOf(run.Input(Initial), row, hidden) : output.Slice(((before * rows) + row) * hidden, hidden).ToArray();
                var c = cell.AsSpan(row * hidden, hidden);
                if (t == 0 && Gates == 4)
                {
                    StateOf(run.Input(InitialCell), row, hidden).CopyTo(c);
                }

                Sum(run.Input(1), x.Slice(((step * rows) + row) * inputs, inputs), run.Input(3), sums);
                Step(node, run, sums, h, c, output.Slice(((step * rows) + row) * hidden, hidden));
            }
        }

        if (run.WantsOutput(1))
        {
            cell.CopyTo(run.Output(1));
        }
    }

    /// <inheritdoc/>
    internal override void Plan(RecurrentNode node, PlanScope scope)
    {
        var x = scope.InputShape();
        var (steps, inputs, hidden) = (x[0], x[x.Rank - 1], scope.InputShape(2)[1]);
        var rows = x.Rank == 3 ? x[1] : 1;
        var scratch = scope.Scratch(((long)Gates + 1) * hidden);
        var cell = Gates == 4 ? scope.Output(1) ?? scope.Scratch((long)rows * hidden) : scope.Scratch(1);
        var gates = Enumerable.Range(0, 3).Select(place => node.Activations[Math.Min(place, node.Activations.Count - 1)])
            .Select(gate => KernelObject.Value("FloatGate", ("function", (int)gate.Function), ("alpha", gate.Alpha), ("beta", gate.Beta))).ToList();
        var kernel = KernelObject.New(
            "FloatRecurrence",
            ("steps", steps),
            ("rows", rows),
            ("inputs", inputs),
            ("hidden", hidden),
            ("isReverse", node.IsReverse),
            ("weights", scope.ParameterValues(1)),
            ("recurrence", scope.ParameterValues(2)),
            ("bias", Values(node, scope, 3, Gates * hidden)),
            ("extra", Gates == 4 ? Values(node, scope, Peepholes, 3 * hidden) : Values(node, scope, RecurrentBias, hidden)),
            ("first", gates[0]),
            ("second", gates[1]),
            ("third", gates[2]),
            ("clip", node.Clip),
            ("isVariant", node.CouplesGates || node.ResetsAfter));
        scope.Call(
            Kind,
            CallCost.Multiplied(Kind, (long)steps * rows * Gates * hidden * (inputs + hidden)),
            kernel,
            Gates switch { 4 => "Lstm", 3 => "Gru", _ => "Rnn" },
            scope.Input(),
            Values(node, scope, Initial, hidden),
            Gates == 4 ? Values(node, scope, InitialCell, hidden) : new float[1].ToEquatableArray(),
            scope.Output(),
            cell,
            scratch);
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(RecurrentNode node, GraphIndex index) => new() { Reads = ReadWidth.Wide };

    // An operand of the kernel: an activation, a parameter, or zeros.
    private static KernelValue Values(RecurrentNode node, PlanScope scope, int place, int length) => !node.HasInput(place)
        ? new float[length].ToEquatableArray()
        : scope.FindParameter(place) is null ? scope.Input(place) : scope.ParameterValues(place);

    private static void RequireState(RecurrentNode node, TypeScope scope, int place, TensorShape state)
    {
        if (node.HasInput(place))
        {
            var shape = scope.Shape(node, place);
            node.Require(
                shape == state || (shape.Rank == 1 && shape[0] == state[state.Rank - 1]), $"starts from a state {shape}, which does not fit {state}");
        }
    }

    // One state may be every row's.
    private static float[] StateOf(ReadOnlySpan<float> states, int row, int hidden) =>
        states.IsEmpty ? new float[hidden] : states.Slice(states.Length == hidden ? 0 : row * hidden, hidden).ToArray();

    private static void Sum(ReadOnlySpan<float> matrix, ReadOnlySpan<float> x, ReadOnlySpan<float> bias, double[] sums)
    {
        for (var o = 0; o < sums.Length; o++)
        {
            sums[o] = Dot(matrix, o, x) + (bias.IsEmpty ? 0 : bias[o]);
        }
    }

    private static double Dot(ReadOnlySpan<float> matrix, int row, ReadOnlySpan<float> x)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += (double)matrix[(row * x.Length) + i] * x[i];
        }

        return sum;
    }

    private void Step(RecurrentNode node, NodeRun run, double[] sums, float[] h, Span<float> c, Span<float> y)
    {
        var hidden = h.Length;
        var recurrence = run.Input(2);
        double Gate(int activation, double sum) => node.Activations[activation].Of(Math.Min(Math.Max(sum, -node.Clip), node.Clip));
        if (Gates == 1)
        {
            for (var k = 0; k < hidden; k++)
            {
                y[k] = (float)Gate(0, sums[k] + Dot(recurrence, k, h));
            }

            return;
        }

        if (Gates == 4)
        {
            var peepholes = run.Input(Peepholes);
            for (var k = 0; k < hidden; k++)
            {
                var (pi, po, pf) = peepholes.IsEmpty ? (0f, 0f, 0f) : (peepholes[k], peepholes[hidden + k], peepholes[(2 * hidden) + k]);
                var i = Gate(0, sums[k] + Dot(recurrence, k, h) + (pi * c[k]));
                var f = node.CouplesGates ? 1 - i : Gate(0, sums[(2 * hidden) + k] + Dot(recurrence, (2 * hidden) + k, h) + (pf * c[k]));
                var next = (float)((f * c[k]) + (i * Gate(1, sums[(3 * hidden) + k] + Dot(recurrence, (3 * hidden) + k, h))));
                var o = Gate(0, sums[hidden + k] + Dot(recurrence, hidden + k, h) + (po * next));
                c[k] = next;
                y[k] = (float)(o * node.Activations[2].Of(next));
            }

            return;
        }

        var recurrentBias = run.Input(RecurrentBias);
        var reset = new double[hidden];
        var seen = new float[hidden];
        for (var k = 0; k < hidden; k++)
        {
            reset[k] = Gate(0, sums[hidden + k] + Dot(recurrence, hidden + k, h));
            seen[k] = node.ResetsAfter ? h[k] : (float)(reset[k] * h[k]);
        }

        for (var k = 0; k < hidden; k++)
        {
            var z = Gate(0, sums[k] + Dot(recurrence, k, h));
            var recurrent = Dot(recurrence, (2 * hidden) + k, seen) + (recurrentBias.IsEmpty ? 0 : recurrentBias[k]);
            var candidate = Gate(1, sums[(2 * hidden) + k] + (node.ResetsAfter ? reset[k] * recurrent : recurrent));
            y[k] = (float)(((1 - z) * candidate) + (z * h[k]));
        }
    }

    private IEnumerable<AttributeSpec> ActivationAttributes(int place)
    {
        var name = "activation" + (place + 1);
        yield return Word(
            name, n => At(n).Function, (n, value) => Put(n, At(n) with { Function = value }), GateActivation.Words, isOptional: true);
        yield return Float(name + "Alpha", n => At(n).Alpha, (n, value) => Put(n, At(n) with { Alpha = value }), isOptional: true);
        yield return Float(name + "Beta", n => At(n).Beta, (n, value) => Put(n, At(n) with { Beta = value }), isOptional: true);

        GateActivation At(RecurrentNode node) => node.Activations[place];

        RecurrentNode Put(RecurrentNode node, GateActivation activation) =>
            node with { Activations = node.Activations.Select((old, at) => at == place ? activation : old).ToEquatableArray() };
    }
}
