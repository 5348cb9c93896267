using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Recurrent layers step by step, so that gradients flow through time.</summary>
internal sealed class RecurrenceExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(RecurrentNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope)
    {
        var layer = (RecurrentNode)node;
        var x = scope[0];
        var isRow = x.dim() == 2;
        x = isRow ? x.unsqueeze(1) : x;
        var (steps, rows, hidden) = (x.shape[0], x.shape[1], scope[2].shape[1]);
        var h = State(scope.Optional(4));
        var c = layer.Cell.Gates == 4 ? State(scope.Optional(5)) : h;
        var inputs = nn.functional.linear(x, scope[1], scope.Optional(3));
        var outputs = new Tensor[steps];
        for (var t = 0L; t < steps; t++)
        {
            var step = layer.IsReverse ? steps - 1 - t : t;
            (h, c) = Step(layer, scope, inputs[step], h, c);
            outputs[step] = h;
        }

        var y = stack(outputs, 0);
        return isRow ? [y.squeeze(1), c.squeeze(0)] : [y, c];

        Tensor State(Tensor? given) => given is null ? zeros([rows, hidden], device: x.device) : given.expand(rows, hidden);
    }

    private static (Tensor H, Tensor C) Step(RecurrentNode layer, TorchScope scope, Tensor sums, Tensor h, Tensor c)
    {
        var recurrence = scope[2];
        if (layer.Cell.Gates == 1)
        {
            return (Gate(0, sums + nn.functional.linear(h, recurrence)), c);
        }

        if (layer.Cell.Gates == 3)
        {
            return (Gru(), c);
        }

        var parts = (sums + nn.functional.linear(h, recurrence)).chunk(4, 1);
        var p = scope.Optional(6)?.chunk(3, 0);
        var i = Gate(0, p is null ? parts[0] : parts[0] + (p[0] * c));
        var f = layer.CouplesGates ? 1 - i : Gate(0, p is null ? parts[2] : parts[2] + (p[2] * c));
        var next = (f * c) + (i * Gate(1, parts[3]));
        var o = Gate(0, p is null ? parts[1] : parts[1] + (p[1] * next));
        return (o * Apply(layer.Activations[2], next), next);

        Tensor Gru()
        {
            var own = sums.chunk(3, 1);
            var matrices = recurrence.chunk(3, 0);
            var z = Gate(0, own[0] + nn.functional.linear(h, matrices[0]));
            var r = Gate(0, own[1] + nn.functional.linear(h, matrices[1]));
            var bias = scope.Optional(5);
            var candidate = Gate(1, own[2] + (layer.ResetsAfter
                ? r * nn.functional.linear(h, matrices[2], bias)
                : nn.functional.linear(r * h, matrices[2], bias)));
            return ((1 - z) * candidate) + (z * h);
        }

        Tensor Gate(int activation, Tensor sum) =>
            Apply(layer.Activations[activation], float.IsPositiveInfinity(layer.Clip) ? sum : sum.clamp(-layer.Clip, layer.Clip));
    }

    private static Tensor Apply(GateActivation activation, Tensor x) => activation.Function switch
    {
        GateFunction.Sigmoid => x.sigmoid(),
        GateFunction.Tanh => x.tanh(),
        GateFunction.Relu => x.relu(),
        GateFunction.Affine => (activation.Alpha * x) + activation.Beta,
        GateFunction.LeakyRelu => where(x.lt(0), activation.Alpha * x, x),
        GateFunction.ThresholdedRelu => where(x.gt(activation.Alpha), x, zeros_like(x)),
        GateFunction.ScaledTanh => activation.Alpha * (activation.Beta * x).tanh(),
        GateFunction.HardSigmoid => ((activation.Alpha * x) + activation.Beta).clamp(0, 1),
        GateFunction.Elu => where(x.lt(0), activation.Alpha * (x.clamp_max(0).exp() - 1), x),
        GateFunction.Softsign => x / (1 + x.abs()),
        _ => nn.functional.softplus(x),
    };
}
