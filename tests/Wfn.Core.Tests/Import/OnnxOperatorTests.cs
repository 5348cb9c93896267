using Wfn.Diagnostics;
using Xunit.Sdk;

namespace Wfn.Core.Tests.Import;

/// <summary>ONNX's own operator tests, by the reference and as constants.</summary>
public class OnnxOperatorTests
{
    public static TheoryData<string> Networks => [.. OperatorCases.Networks];

    public static TheoryData<string> Constants =>
    [
        "abs",
        "add",
        "add_bcast",
        "and2d",
        "cast_DOUBLE_to_FLOAT",
        "cast_FLOAT16_to_FLOAT",
        "ceil",
        "ceil_example",
        "celu",
        "concat_1d_axis_0",
        "concat_1d_axis_negative_1",
        "concat_2d_axis_0",
        "concat_2d_axis_1",
        "concat_2d_axis_negative_1",
        "concat_2d_axis_negative_2",
        "concat_3d_axis_0",
        "concat_3d_axis_1",
        "concat_3d_axis_2",
        "concat_3d_axis_negative_1",
        "concat_3d_axis_negative_2",
        "concat_3d_axis_negative_3",
        "constant",
        "constantofshape_float_ones",
        "constantofshape_int_shape_zero",
        "constantofshape_int_zeros",
        "cos",
        "cos_example",
        "cosh",
        "cosh_example",
        "div",
        "div_bcast",
        "div_example",
        "dropout_default",
        "dropout_default_old",
        "dropout_default_ratio",
        "elu",
        "elu_default",
        "elu_example",
        "equal",
        "equal_bcast",
        "erf",
        "exp",
        "exp_example",
        "expand_dim_changed",
        "expand_dim_unchanged",
        "floor",
        "floor_example",
        "gather_0",
        "gather_1",
        "gather_2d_indices",
        "gather_negative_indices",
        "greater",
        "greater_equal",
        "hardsigmoid",
        "hardsigmoid_default",
        "hardsigmoid_example",
        "hardswish",
        "identity",
        "leakyrelu",
        "leakyrelu_default",
        "leakyrelu_example",
        "less",
        "less_equal",
        "log",
        "log_example",
        "max_example",
        "max_float16",
        "max_float32",
        "max_float64",
        "max_one_input",
        "max_two_inputs",
        "mean_example",
        "mean_one_input",
        "mean_two_inputs",
        "min_example",
        "min_float16",
        "min_float32",
        "min_float64",
        "min_one_input",
        "min_two_inputs",
        "mul",
        "mul_bcast",
        "mul_example",
        "neg",
        "neg_example",
        "not_2d",
        "or2d",
        "pow",
        "pow_bcast_array",
        "pow_bcast_scalar",
        "pow_example",
        "pow_types_float32_int64",
        "prelu_broadcast",
        "prelu_example",
        "range_float_type_positive_delta",
        "range_int32_type_negative_delta",
        "reciprocal",
        "reciprocal_example",
        "reshape_allowzero_reordered",
        "reshape_extended_dims",
        "reshape_negative_dim",
        "reshape_negative_extended_dims",
        "reshape_one_dim",
        "reshape_reduced_dims",
        "reshape_reordered_all_dims",
        "reshape_reordered_last_dims",
        "reshape_zero_and_negative_dim",
        "reshape_zero_dim",
        "round",
        "selu",
        "selu_default",
        "selu_example",
        "shape",
        "shape_clip_end",
        "shape_clip_start",
        "shape_end_1",
        "shape_end_negative_1",
        "shape_example",
        "shape_start_1",
        "shape_start_1_end_2",
        "shape_start_1_end_negative_1",
        "shape_start_negative_1",
        "sigmoid",
        "sigmoid_example",
        "sign",
        "sin",
        "sin_example",
        "sinh",
        "sinh_example",
        "size",
        "size_example",
        "slice",
        "slice_default_axes",
        "slice_default_steps",
        "slice_end_out_of_bounds",
        "slice_neg",
        "slice_neg_steps",
        "slice_negative_axes",
        "slice_start_out_of_bounds",
        "softplus",
        "softplus_example",
        "softsign",
        "softsign_example",
        "sqrt",
        "sqrt_example",
        "squeeze",
        "squeeze_negative_axes",
        "sub",
        "sub_bcast",
        "sub_example",
        "sum_example",
        "sum_one_input",
        "sum_two_inputs",
        "tan",
        "tan_example",
        "tanh",
        "tanh_example",
        "thresholdedrelu",
        "thresholdedrelu_default",
        "thresholdedrelu_example",
        "tile_precomputed",
        "transpose_all_permutations_0",
        "transpose_all_permutations_1",
        "transpose_all_permutations_2",
        "transpose_all_permutations_3",
        "transpose_all_permutations_4",
        "transpose_all_permutations_5",
        "transpose_default",
        "unsqueeze_axis_0",
        "unsqueeze_axis_1",
        "unsqueeze_axis_2",
        "unsqueeze_axis_3",
        "unsqueeze_negative_axes",
        "unsqueeze_three_axes",
        "unsqueeze_two_axes",
        "unsqueeze_unsorted_axes",
        "where_example",
        "where_long_example",
        "xor2d",
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void TheReferenceGivesTheExpectedOutputs(string name) => OperatorCases.Run(name);

    [Theory]
    [MemberData(nameof(Constants))]
    public void FoldsConstants(string name) => new OperatorCase(name).RunAsConstant();

    [Fact]
    public void EveryCaseOfConstantsRuns() => Assert.Empty(OperatorCases.ConstantsOnly.Except(Constants));

    [Fact]
    public void WhatDoesNotRunYetOnlyGetsLess()
    {
        Assert.Empty(OperatorCases.NotYet.Except(OperatorCases.All));
        var runs = OperatorCases.NotYet.Where(Runs).ToArray();
        Assert.True(runs.Length == 0, $"these run, so take them off tests/OnnxOperators/not-yet.txt:\n{string.Join("\n", runs)}");
    }

    private static bool Runs(string name)
    {
        try
        {
            OperatorCases.Run(name);
            return true;
        }
        catch (Exception error) when (error is WfnException or XunitException or ArgumentException)
        {
            return false;
        }
    }
}
