using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Import.Onnx.Schema;
using AttributeType = Wfn.Import.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace Wfn.Core.Tests.Import;

/// <summary>What exporters write around a network: branches, functions, sparse weights, integers, outputs that nobody wants.</summary>
public class ExporterSpellingTests
{
    [Theory]
    [InlineData(16000, 2f)]
    [InlineData(8000, 3f)]
    public void AKnownConditionTakesItsBranch(int rate, float factor)
    {
        var model = Branches().Import(new ImportOptions { InputValues = [("sr", rate)] });
        Assert.Equal(["x"], model.Graph.Inputs.Select(input => input.Name));
        Assert.Equal([factor], model.Graph.Parameters.Single().Values);
        Assert.Contains($"input 'sr': the constant {rate}, as asked for", model.Notes);
    }

    [Fact]
    public void AnUnknownConditionIsRefused() => Assert.Contains(
        "may be given a value instead, as in 'sr=1'",
        Branches().Refused(DiagnosticCodes.UnsupportedOperator).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ValuesAreGivenForInputsOfOneElementOnly()
    {
        Assert.Contains("'rate'", Branches().Refused(DiagnosticCodes.BadOption, new ImportOptions { InputValues = [("rate", 1)] })
            .Message, StringComparison.Ordinal);
        Assert.Contains("more than one element", Branches()
            .Refused(DiagnosticCodes.BadOption, new ImportOptions { InputValues = [("x", 1)] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FunctionsTakeThePlaceOfTheirCalls()
    {
        // scaled(a; by) = relu(a) · by, called twice with other factors; the body's names meet those around it.
        var model = new OnnxModel().Input("x", -1, 2).Output("y");
        var function = new FunctionProto { Name = "scaled", Domain = "own", Input = { "a" }, Output = { "y" }, Attribute = { "by" } };
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        var constant = new NodeProto { OpType = "Constant", Output = { "h" } };
        constant.Attribute.Add(new AttributeProto { Name = "value_float", Type = AttributeType.Float, RefAttrName = "by" });
        function.Node.Add(new NodeProto { OpType = "Relu", Input = { "a" }, Output = { "x" } });
        function.Node.Add(constant);
        function.Node.Add(new NodeProto { OpType = "Mul", Input = { "x", "h" }, Output = { "y" } });
        model.Proto.Functions.Add(function);
        model.Node("scaled", ["x"], "h", ("by", 2f)).Node("scaled", ["h"], "y", ("by", 5f));
        model.Proto.Graph.Node[0].Domain = model.Proto.Graph.Node[1].Domain = "own";
        Assert.Equal([0, 30], model.Run(1, [-1, 3]));
    }

    [Fact]
    public void AFunctionThatCallsItselfIsRefused()
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y");
        var function = new FunctionProto { Name = "f", Domain = "own", Input = { "a" }, Output = { "b" } };
        function.Node.Add(new NodeProto { OpType = "f", Domain = "own", Input = { "a" }, Output = { "c" } });
        function.Node.Add(new NodeProto { OpType = "f", Domain = "own", Input = { "c" }, Output = { "b" } });
        model.Proto.Functions.Add(function);
        model.Node("f", ["x"], "y");
        model.Proto.Graph.Node[0].Domain = "own";
        Assert.Contains("within itself", model.Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SparseWeightsHaveTheirZeros()
    {
        var model = new OnnxModel().Input("x", -1, 3).Output("y").Node("MatMul", ["x", "w"], "y");
        model.Proto.Graph.SparseInitializer.Add(new SparseTensorProto
        {
            Values = OnnxModel.Tensor("w", [2], [5f, 7f]),
            Indices = OnnxModel.Tensor("", [2, 2], [0L, 1, 2, 0]),
            Dims = { 3, 2 },
        });
        Assert.Equal([21, 5], model.Run(1, [1, 2, 3]));

        model.Proto.Graph.SparseInitializer[0].Indices = OnnxModel.Tensor("", [2, 2], [0L, 1, 3, 0]);
        Assert.Contains("element at 3 of 3", model.Refused(DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatNoWantedOutputNeedsIsNotRead()
    {
        var model = Texts(true);
        var graph = model.Import(new ImportOptions { Outputs = ["y"] }).Graph;
        Assert.Equal("x", Assert.Single(graph.Inputs).Name);
        Assert.Equal("y", Assert.Single(graph.Outputs).Name);
        Assert.Contains("Without it can be read 'y'", Texts(false).Refused(DiagnosticCodes.UnsupportedOperator)
            .Message, StringComparison.Ordinal);
        Assert.Contains(
            "'z' is asked for, but the model's outputs are 'y', 'label'",
            model.Refused(DiagnosticCodes.BadOption, new ImportOptions { Outputs = ["z"] }).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void IntegersThatAreCastAreRealNumbers()
    {
        var model = new OnnxModel().Input("x", -1, 2, 3).Output("y").Node("Transpose", ["x"], "t", ("perm", new long[] { 0, 2, 1 }))
            .Node("Cast", ["t"], "f", ("to", 1))
            .Node("Relu", ["f"], "y");
        model.Proto.Graph.Input[0].Type.TensorType.ElemType = 2;
        Assert.Equal([1, 4, 2, 5, 3, 6], model.Run(1, [1, 2, 3, 4, 5, 6]));
        Assert.Equal(["input 'x' of element type Uint8 is read as float32 numbers"], model.Import().Notes);

        model.Proto.Graph.Node[2].Input[0] = "t";
        model.Proto.Graph.Node[2].OpType = "Sigmoid";
        Assert.Contains("integers or truth values", model.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void QuantisedWeightsAreRealNumbers()
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Floats("s", [], 0.5f).IntegerTensor("z", [], 1)
            .Floats("ws", [2], 0.25f, 2)
            .IntegerTensor("wz", [2], 0, 3).IntegerTensor("wq", [2, 2], 4, 5, -8, 2)
            .Node("QuantizeLinear", ["x", "s", "z"], "q").Node("DequantizeLinear", ["q", "s", "z"], "d")
            .Node("DequantizeLinear", ["wq", "ws", "wz"], "w", ("axis", 1)).Node("MatMul", ["d", "w"], "y");

        // w = [[1, 4], [−2, −2]]
        Assert.Equal([0.5f - 1, 2 - 1], model.Run(1, [0.5f, 0.5f]));
    }

    [Fact]
    public void ConstantConditionsChoose()
    {
        var model = new OnnxModel().Input("x", -1, 3).Output("y").Floats("a", [3], 1, 5, 3).Floats("b", [], 2)
            .Node("Greater", ["a", "b"], "g").Node("Not", ["g"], "n")
            .Node("Where", ["n", "a", "b"], "w").Node("Add", ["x", "w"], "y");
        Assert.Equal([1, 2, 2], model.Run(1, [0, 0, 0]));
    }

    [Fact]
    public void PlacesInTheAuthorsCodeAreQuoted()
    {
        var model = new OnnxModel().Input("x", -1, 3).Output("y").Node("NonZero", ["x"], "y");
        model.Proto.Graph.Node[0].MetadataProps.Add(new StringStringEntryProto
        {
            Key = "pkg.torch.onnx.name_scopes",
            Value = "['', 'encoder.layers.0', 'det']",
        });
        model.Proto.Graph.Node[0].MetadataProps.Add(new StringStringEntryProto
        {
            Key = "pkg.torch.onnx.stack_trace",
            Value = "File \"/home/me/model.py\", line 12, in forward\n    return torch.linalg.det(x)",
        });
        var message = model.Refused(DiagnosticCodes.UnsupportedOperator).Message;
        Assert.Contains("encoder.layers.0", message, StringComparison.Ordinal);
        Assert.Contains("model.py\", line 12", message, StringComparison.Ordinal);
    }

    private static OnnxModel Texts(bool areTexts)
    {
        var model = new OnnxModel().Input("x", -1, 2).Input("text", -1, 2).Output("y", "label").Node("Relu", ["x"], "y")
            .Node("Unheard", ["text"], "label");
        model.Proto.Graph.Input[1].Type.TensorType.ElemType = areTexts ? 8 : 1;
        return model;
    }

    // y = 2 · x at 16000, else 3 · x; weights are the branches' own and bear the same name.
    private static OnnxModel Branches()
    {
        var model = new OnnxModel().Input("x", -1, 2).Input("sr").Output("y").IntegerTensor("wide", [], 16000)
            .Node("Equal", ["sr", "wide"], "c").Node("If", ["c"], "y");
        model.Proto.Graph.Input[1].Type.TensorType.ElemType = 7;
        model.Proto.Graph.Node[1].Attribute.Add(Branch("then_branch", 2));
        model.Proto.Graph.Node[1].Attribute.Add(Branch("else_branch", 3));
        return model;
    }

    [Fact]
    public void EachSampleTakesTheBranchOfItsOwnCondition()
    {
        // y = 2 · x where the sum of a sample is at least 3, else 3 · x.
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Floats("three", [], 3).IntegerTensor("axes", [1], 1)
            .Node("ReduceSum", ["x", "axes"], "sum").Node("GreaterOrEqual", ["sum", "three"], "c").Node("If", ["c"], "y");
        model.Proto.Graph.Node[^1].Attribute.Add(Branch("then_branch", 2));
        model.Proto.Graph.Node[^1].Attribute.Add(Branch("else_branch", 3));

        Assert.Equal([2, 4, 3, -3], model.Run(2, [1, 2, 1, -1]));

        // Results of other shapes are none that a sample could choose from.
        model.Proto.Graph.Node[^1].Attribute[1].G.Node[0] = new NodeProto { OpType = "Identity", Input = { "sum" }, Output = { "y" } };
        Assert.Contains("results of other shapes", model.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Max", float.NegativeInfinity)]
    [InlineData("Min", float.PositiveInfinity)]
    public void ABoundThatIsInfiniteBoundsNothing(string op, float bound)
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Floats("bound", [2], bound, 1).Node(op, ["x", "bound"], "y");
        Assert.Equal(op == "Max" ? [-3e38f, 1] : [3e38f, 0], model.Run(1, [op == "Max" ? -3e38f : 3e38f, 0]));
    }

    private static AttributeProto Branch(string name, float factor)
    {
        var graph = new GraphProto { Name = name };
        graph.Initializer.Add(OnnxModel.Tensor("w", [1], [factor]));
        graph.Node.Add(new NodeProto { OpType = "Mul", Input = { "x", "w" }, Output = { "y" } });
        graph.Output.Add(new ValueInfoProto { Name = "y" });
        return new AttributeProto { Name = name, Type = AttributeType.Graph, G = graph };
    }
}
