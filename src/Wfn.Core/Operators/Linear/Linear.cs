using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>Fully connected layer over the last axis: y = x · Weightᵀ + Bias; the axes before it are rows.</summary>
public sealed record LinearNode : Node
{
    /// <summary>Name of the matrix parameter, [outputs, inputs].</summary>
    public string Weight
    {
        get => Inputs[LinearDefinition.WeightPlace];
        init => Inputs = InputsWith(LinearDefinition.WeightPlace, value);
    }

    /// <summary>Name of the bias parameter, [outputs], or null.</summary>
    public string? Bias
    {
        get => InputAt(LinearDefinition.BiasPlace);
        init => Inputs = InputsWith(LinearDefinition.BiasPlace, value);
    }

    /// <inheritdoc/>
    public override OperatorSignature Signature => LinearDefinition.Instance;
}

/// <summary>What a fully connected layer is.</summary>
internal sealed class LinearDefinition : OperatorDefinition<LinearNode>
{
    public const int WeightPlace = 1;
    public const int BiasPlace = 2;
    public static readonly LinearDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "linear";

    /// <inheritdoc/>
    public override string Summary => "fully connected layer over the last axis";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } =
    [
        new("input"),
        OperandSpec.Parameter("weight", ParameterRole.Weight, outputAxis: 0),
        OperandSpec.Parameter("bias", ParameterRole.Bias, isOptional: true),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new LinearNode { Name = "", Inputs = [] };

    /// <inheritdoc/>
    internal override WeightedSumOperands? WeightedSum { get; } = new(WeightPlace, BiasPlace, rank => rank - 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(LinearNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        var weight = scope.Shape(node, WeightPlace);
        node.Require(weight.Rank == 2, $"needs a matrix [outputs, inputs], not {weight}");
        node.Require(
            input.Rank >= 1 && input[input.Rank - 1] == weight[1],
            $"has a matrix {weight}, which does not fit the last axis of its input {input}");
        BiasShape.Require(node, scope, BiasPlace, weight[0]);
        var extents = input.Dimensions.ToArray();
        extents[extents.Length - 1] = weight[0];
        return Result(new TensorShape(EquatableArray.TakeOwnership(extents)));
    }

    /// <summary>out[r, o] = bias[o] + Σ weight[o, i] · in[r, i].</summary>
    internal override void Run(LinearNode node, NodeRun run)
    {
        var input = run.Input(0);
        var weight = run.Input(WeightPlace);
        var bias = run.Input(BiasPlace);
        var output = run.Output();
        var (outputs, inputs) = (run.InputShape(WeightPlace)[0], run.InputShape(WeightPlace)[1]);
        for (var row = 0; row < input.Length / inputs; row++)
        {
            var x = input.Slice(row * inputs, inputs);
            for (var o = 0; o < outputs; o++)
            {
                var w = weight.Slice(o * inputs, inputs);
                var sum = bias.IsEmpty ? 0f : bias[o];
                for (var i = 0; i < inputs; i++)
                {
                    sum += w[i] * x[i];
                }

                output[(row * outputs) + o] = sum;
            }
        }
    }

    /// <inheritdoc/>
    internal override WeightedSumMatrix Matrix(LinearNode node, GraphIndex index)
    {
        var weight = index.Shape(node.Weight);
        var (outputs, inputs) = (weight[0], weight[1]);
        return new WeightedSumMatrix(
            WeightPlace, BiasPlace, outputs, 1, inputs, index.Shape(node.Output).ElementCount / outputs, (values, _, column, met) =>
            {
                for (var row = 0; row < met.Length; row++)
                {
                    met[row] = values[(row * inputs) + column];
                }
            });
    }

    /// <inheritdoc/>
    internal override bool TakesBounds => true;

    /// <inheritdoc/>
    internal override LayoutSupport Layouts(LinearNode node, GraphIndex index) => LayoutSupport.FlattenedImage;

    /// <inheritdoc/>
    internal override void Plan(LinearNode node, PlanScope scope) => LinearCalls.Plan(node, scope);

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(LinearNode node, LoweringContext context)
    {
        var (weights, bias, shift) = WeightedSumLowering.Lower(node, node.Weight, node.Bias, context);
        return new LinearOperation
        {
            Name = node.Name,
            Inputs = [node.Inputs[0]],
            Output = node.Output,
            Weights = weights,
            Bias = bias,
            Shift = shift,
        };
    }
}
