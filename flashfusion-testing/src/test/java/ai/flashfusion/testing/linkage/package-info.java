/**
 * Checks that our class files link with other versions of the libraries than those of the build.
 */
@org.jspecify.annotations.NullMarked
package ai.flashfusion.testing.linkage;
