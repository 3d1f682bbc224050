variable "trusted_principal_arn" {
  description = "What Linkledger runs as; it needs sts:AssumeRole on this role and nothing else."
  type        = string
  validation {
    condition     = can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(root|role/.+|user/.+)$", var.trusted_principal_arn))
    error_message = "Expected the ARN of a role, a user or an account's root."
  }
}

variable "external_id" {
  description = "The externalId of linkledger.yaml. Whoever does not know it cannot assume the role."
  type        = string
  sensitive   = true
  validation {
    condition     = length(var.external_id) >= 16 && length(var.external_id) <= 1224
    error_message = "Expected 16 to 1,224 characters."
  }
}

variable "role_name" {
  description = "The memberRoleName of linkledger.yaml."
  type        = string
  default     = "LinkledgerReader"
}

variable "payer" {
  description = "True in the account that pays the bills: Cost Explorer and the Price List are asked there."
  type        = bool
  default     = false
}

variable "management" {
  description = "True in the organization's management account, or a delegated administrator: accounts are listed there."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of the role."
  type        = map(string)
  default     = {}
}
