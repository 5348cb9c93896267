using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>Matrix product of two activations over their last two axes; the axes before them broadcast.</summary>
public sealed record MatrixProductNode : Node
{
    /// <inheritdoc/>
    public override OperatorSignature Signature => MatrixProductDefinition.Instance;
}

/// <summary>What a product of two activations is.</summary>
internal sealed class MatrixProductDefinition : OperatorDefinition<MatrixProductNode>
{
    public static readonly MatrixProductDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "matrixProduct";

    /// <inheritdoc/>
    public override string Summary => "matrix product of two activations";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("left"), new("right")];

    /// <inheritdoc/>
    public override Node Blank { get; } = new MatrixProductNode { Name = "", Inputs = [] };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(MatrixProductNode node, TypeScope scope)
    {
        var (left, right) = (scope.Type(node, 0).Shape, scope.Type(node, 1).Shape);
        var rank = left.Rank;
        node.Require(
            rank >= 2 && right.Rank == rank && left[rank - 1] == right[rank - 2] && left[rank - 1] != TensorShape.Dynamic,
            $"cannot multiply {left} by {right}; both need equally many axes and an inner extent in common");
        var extents = new int[rank];
        for (var axis = 0; axis < rank - 2; axis++)
        {
            extents[axis] = Broadcasting.Extent(node, left, right, left[axis], right[axis]);
        }

        extents[rank - 2] = left[rank - 2];
        extents[rank - 1] = right[rank - 1];
        var result = new TensorShape(EquatableArray.TakeOwnership(extents));
        var batch = SampleScope.BatchAxis(result);
        node.Require(
            batch < 0 || (batch < rank - 2 && left[batch] == right[batch]),
            $"cannot multiply {left} by {right}, whose batches do not meet in front of the matrices");
        return Result(result);
    }

    /// <inheritdoc/>
    internal override void Run(MatrixProductNode node, NodeRun run)
    {
        var (leftShape, outputShape) = (run.InputShape(0), run.OutputShape());
        var left = run.Input(0);
        var right = run.Input(1);
        var output = run.Output();
        var (rows, columns) = (outputShape[outputShape.Rank - 2], outputShape[outputShape.Rank - 1]);
        var inner = leftShape[leftShape.Rank - 1];
        var matrices = MatrixBatch.Pairs(leftShape, run.InputShape(1), outputShape);
        output.Clear();
        for (var m = 0; m < matrices.Length; m++)
        {
            var a = left.Slice(matrices[m].Left * rows * inner, rows * inner);
            var b = right.Slice(matrices[m].Right * inner * columns, inner * columns);
            var c = output.Slice(m * rows * columns, rows * columns);
            for (var row = 0; row < rows; row++)
            {
                for (var i = 0; i < inner; i++)
                {
                    ScaledSum.Add(c.Slice(row * columns, columns), b.Slice(i * columns, columns), a[(row * inner) + i]);
                }
            }
        }
    }

    /// <inheritdoc/>
    internal override void Plan(MatrixProductNode node, PlanScope scope) => scope.Call(
        "matrix product",
        new CallCost { Kernel = "matrix product" },
        KernelObject.New(
            "FloatMatrixProduct", FixedPointCalls.Matrices(MatrixLayout.Of(scope.InputShape(), scope.InputShape(1), scope.OutputShape))),
        "Run",
        scope.Input(),
        scope.Input(1),
        scope.Output());

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(MatrixProductNode node, LoweringContext context) => new MatrixProductOperation
    {
        Name = node.Name,
        Inputs = node.Inputs,
        Output = node.Output,
        Shift = context.Format(node.Inputs[0]).FractionBits + context.Format(node.Inputs[1]).FractionBits
            - context.Format(node.Output).FractionBits,
    };
}
