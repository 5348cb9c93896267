using System.Diagnostics;
using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Import.TfLite.Schema;
using Wfn.Reference;
using Wfn.Testing.TfLite;

namespace Wfn.Core.Tests.Import.TfLite;

/// <summary>Graphs of a file that a condition chooses between.</summary>
public class BranchTests
{
    [Fact]
    public void EachSampleTakesOneByItsOwnCondition()
    {
        var graph = TfLiteCases.Branches(0).Import().Graph;
        float[] first = [1, 2, 3, -1];
        float[] second = [1, -2, -3, -1];
        var alone = new[] { first, second }.Select(x => Run(graph, x, 1)).ToArray();
        Assert.Equal([2, 3, 1], alone[1]);
        Assert.NotEqual([-2, -3, 1], alone[0]);
        Assert.Equal([.. alone[0], .. alone[1]], Run(graph, [.. first, .. second], 2));
    }

    [Fact]
    public void WhatAKnownConditionLeavesOutIsNotRead()
    {
        Assert.DoesNotContain(TfLiteCases.KnownBranches(true).Import().Graph.Nodes, node => node.Signature.Kind is "where" or "slice" or "negate");
        var file = Choice(Truth(true), branch => branch.Node("RELU", [0], [1, 2]), branch => branch.Node("SVDF", [0], [1, 2]));
        Assert.Equal([0, 2], file.Run([[-1, 2]])[0]);
        AssertRefused(DiagnosticCodes.UnsupportedOperator, "SVDF", Choice(Truth(false), branch => branch.Node("RELU", [0], [1, 2]), branch => branch.Node("SVDF", [0], [1, 2])));
    }

    [Fact]
    public void AConditionMayBeKnownByTheValueOfAnInput()
    {
        var file = Choice(f => f.Input(TfLiteType.Bool, null, 1), branch => branch.Node("NEG", [0], [1, 2]), branch => branch.Node("ABS", [0], [1, 2]));
        var graph = file.Import(new ImportOptions { InputValues = [("t1", 0)] }).Graph;
        Assert.Equal([1, 2], Run(graph, [-1, 2], 1));
    }

    [Fact]
    public void ABranchMayGiveWhatItTakesOrAConstant()
    {
        var file = Choice(Sign, _ => 0, branch => branch.Floats([1, 2], 5, 6));
        Assert.Equal([1, 2], file.Run([[1, 2]])[0]);
        Assert.Equal([5, 6], file.Run([[-1, 2]])[0]);
        file = Choice(Sign, branch => branch.Floats([1, 2], 7, 8), branch => branch.Floats([1, 2], 5, 6));
        Assert.Equal([7, 8, 5, 6], Run(file.Import().Graph, [1, 2, -1, 2], 2));
    }

    [Fact]
    public void BranchesMayHaveBranches()
    {
        var inner = Branch(branch => branch.Node("NEG", [0], [1, 2]));
        var file = new TfLiteFile();
        var x = file.Input(1, 2);
        var negates = file.Branch(inner);
        var outer = Branch(branch => branch.Node("IF", [branch.Constant(TfLiteType.Bool, null, [], [1]), 0], [1, 2], (0, negates), (1, negates)));
        file.Output(file.Node("IF", [Sign(file), x], [1, 2], (0, file.Branch(outer)), (1, file.Branch(Branch(_ => 0)))));
        Assert.Equal([-1, -2], file.Run([[1, 2]])[0]);
        Assert.Equal([-1, 2], file.Run([[-1, 2]])[0]);
    }

    [Fact]
    public void ResultsOfOtherShapesAreNotChosenBetween()
    {
        var file = Choice(Sign, branch => branch.Node("NEG", [0], [1, 2]), branch => branch.Floats([], 5));
        AssertRefused(DiagnosticCodes.UnsupportedOperator, "chooses between [1, 2] and []", file);
        file = Choice(f => f.Input(TfLiteType.Bool, null, 1, 2), branch => branch.Node("NEG", [0], [1, 2]), _ => 0);
        AssertRefused(DiagnosticCodes.UnsupportedOperator, "not one truth value for each sample", file);
    }

    [Fact]
    public void ANumberOfEachSampleWithoutAxesIsForAConditionOnly()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 1);
        var scalar = file.Node("RESHAPE", [x, file.Ints([0], [])], []);
        file.Output(scalar);
        Assert.Equal([3], file.Run([[3]])[0]);
        Assert.Equal(0, file.Import().Graph.Inputs[0].Shape.Dimensions.Count(extent => extent < 0));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void AGraphThatIsNotThereIsRefused(int index)
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 2);
        file.Output(file.Node("IF", [Sign(file), x], [1, 2], (0, file.Branch(Branch(_ => 0))), (1, index)));
        AssertRefused(DiagnosticCodes.NotAModel, $"the graph {index} of 2", file);
    }

    [Fact]
    public void ABranchOfOtherInputsOrOutputsIsRefused()
    {
        var two = new TfLiteFile();
        two.Input(1, 2);
        two.Input(1, 2);
        AssertRefused(DiagnosticCodes.InvalidGraph, "takes 2 and gives 1", With(two.Output(0)));
        var none = new TfLiteFile();
        none.Input(1, 2);
        AssertRefused(DiagnosticCodes.InvalidGraph, "takes 1 and gives 0", With(none));
        var more = new TfLiteFile();
        more.Input(1, 2);
        AssertRefused(DiagnosticCodes.InvalidGraph, "takes 1 and gives 2", With(more.Output(0, 0)));

        static TfLiteFile With(TfLiteFile other)
        {
            var file = new TfLiteFile();
            var x = file.Input(1, 2);
            return file.Output(file.Node("IF", [Sign(file), x], [1, 2], (0, file.Branch(Branch(_ => 0))), (1, file.Branch(other))));
        }
    }

    [Fact]
    public void ABranchWithinItselfIsRefused()
    {
        foreach (var first in new[] { 0, 1, 2 })
        {
            var file = new TfLiteFile();
            var x = file.Input(1, 2);
            file.Output(file.Node("IF", [Sign(file), x], [1, 2], (0, first), (1, 1)));
            file.Branch(Branch(branch => branch.Node("IF", [Sign(branch), 0], [1, 2], (0, 2), (1, 2))));
            file.Branch(Branch(branch => branch.Node("IF", [Sign(branch), 0], [1, 2], (0, 1), (1, 1))));
            AssertRefused(DiagnosticCodes.InvalidGraph, "within itself", file);
        }
    }

    [Fact]
    public void BranchesThatDoubleInEveryGraphAreRefused()
    {
        // Forty graphs of which each has the next one twice: 2^40 copies of the last.
        var file = new TfLiteFile();
        var x = file.Input(1, 2);
        file.Output(file.Node("IF", [Sign(file), x], [1, 2], (0, 1), (1, 1)));
        for (var graph = 1; graph <= 40; graph++)
        {
            var next = graph + 1;
            file.Branch(Branch(branch => branch.Node("IF", [Sign(branch), 0], [1, 2], (0, next), (1, next))));
        }

        file.Branch(Branch(_ => 0));
        var watch = Stopwatch.StartNew();
        AssertRefused(DiagnosticCodes.TensorTooLarge, "a branch of node", file);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Fact]
    public void BranchesWithinTooManyOthersAreRefused()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 2);
        file.Output(file.Node("IF", [Truth(true)(file), x], [1, 2], (0, 1), (1, 1)));
        for (var graph = 1; graph <= 5000; graph++)
        {
            var next = graph + 1;
            file.Branch(Branch(branch => branch.Node("IF", [Truth(true)(branch), 0], [1, 2], (0, next), (1, next))));
        }

        file.Branch(Branch(_ => 0));
        AssertRefused(DiagnosticCodes.InvalidGraph, "more than 64 others", file);
    }

    private static TfLiteFile Choice(Func<TfLiteFile, int> condition, Func<TfLiteFile, int> then, Func<TfLiteFile, int> otherwise)
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 2);
        return file.Output(file.Node(
            "IF", [condition(file), x], [1, 2], (0, file.Branch(Branch(then))), (1, file.Branch(Branch(otherwise)))));
    }

    private static TfLiteFile Branch(Func<TfLiteFile, int> result)
    {
        var branch = new TfLiteFile();
        branch.Input(1, 2);
        return branch.Output(result(branch));
    }

    private static Func<TfLiteFile, int> Truth(bool value) => file => file.Constant(TfLiteType.Bool, null, [], [value ? (byte)1 : (byte)0]);

    // Whether the first number of each sample of tensor 0 is positive.
    private static int Sign(TfLiteFile file)
    {
        var first = file.Node("SLICE", [0, file.Ints(0, 0), file.Ints(-1, 1)], [1, 1]);
        var truth = file.Activation(TfLiteType.Bool, null, 1, 1);
        file.Add("GREATER", [first, file.Floats([], 0)], [truth], []);
        return truth;
    }

    private static float[] Run(Wfn.Graph.NetworkGraph graph, float[] x, int batch) =>
        new FloatExecutor(graph).Run(new Dictionary<string, float[]> { [graph.Inputs[0].Name] = x }, batch)[graph.Outputs[0].Name];

    private static void AssertRefused(string code, string message, TfLiteFile file)
    {
        var error = Assert.Throws<WfnException>(() => file.Import());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(code, error.Code);
    }
}
